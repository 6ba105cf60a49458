package io.frontdesk.platform.stream;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/// A connection's buffers, made anew at first use after they were given back.
final class LeanBuffers extends SocketBufferHandler {
  private final int readSize;
  private final int writeSize;
  private volatile @Nullable SocketBufferHandler buffers;

  LeanBuffers(SocketBufferHandler buffers) {
    super(0, 0, false);
    this.readSize = buffers.getReadBuffer().capacity();
    this.writeSize = buffers.getWriteBuffer().capacity();
    this.buffers = buffers;
  }

  /// Gives the buffers back, with what they hold.
  void release() {
    buffers = null;
  }

  private SocketBufferHandler buffers() {
    var made = buffers;
    if (made == null) {
      made = new SocketBufferHandler(readSize, writeSize, false);
      buffers = made;
    }
    return made;
  }

  @Override
  public void configureReadBufferForWrite() {
    buffers().configureReadBufferForWrite();
  }

  @Override
  public void configureReadBufferForRead() {
    buffers().configureReadBufferForRead();
  }

  @Override
  public ByteBuffer getReadBuffer() {
    return buffers().getReadBuffer();
  }

  @Override
  public boolean isReadBufferEmpty() {
    var made = buffers;
    return made == null || made.isReadBufferEmpty();
  }

  @Override
  public void unReadReadBuffer(ByteBuffer returned) {
    buffers().unReadReadBuffer(returned);
  }

  @Override
  public void configureWriteBufferForWrite() {
    buffers().configureWriteBufferForWrite();
  }

  @Override
  public void configureWriteBufferForRead() {
    buffers().configureWriteBufferForRead();
  }

  @Override
  public boolean isWriteBufferWritable() {
    var made = buffers;
    return made == null || made.isWriteBufferWritable();
  }

  @Override
  public ByteBuffer getWriteBuffer() {
    return buffers().getWriteBuffer();
  }

  @Override
  public boolean isWriteBufferEmpty() {
    var made = buffers;
    return made == null || made.isWriteBufferEmpty();
  }

  @Override
  public void reset() {
    var made = buffers;
    if (made != null) {
      made.reset();
    }
  }

  @Override
  public void expand(int newSize) {
    buffers().expand(newSize);
  }

  @Override
  public void free() {
    buffers = null;
  }
}
