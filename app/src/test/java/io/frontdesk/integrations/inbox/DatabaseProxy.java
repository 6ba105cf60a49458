package io.frontdesk.integrations.inbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands between a pool and PostgreSQL, and can be away or hang.
final class DatabaseProxy implements AutoCloseable {
  private final int target;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile ServerSocket door;
  private boolean frozen;

  DatabaseProxy(int target) throws IOException {
    this.target = target;
    this.door = listen(0);
    this.port = door.getLocalPort();
    accept();
  }

  int port() {
    return port;
  }

  /// Connections break and new ones are refused.
  void goAway() throws IOException {
    door.close();
    for (var socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  void comeBack() throws IOException {
    door = listen(port);
    accept();
  }

  /// Nothing goes through any more, and nobody is told.
  synchronized void freeze() {
    frozen = true;
  }

  synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  @Override
  public void close() throws IOException {
    thaw();
    goAway();
  }

  private static ServerSocket listen(int port) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void accept() {
    var listening = door;
    Thread.startVirtualThread(
        () -> {
          while (!listening.isClosed()) {
            try {
              var near = listening.accept();
              var far = new Socket(InetAddress.getLoopbackAddress(), target);
              sockets.addAll(List.of(near, far));
              Thread.startVirtualThread(() -> copy(near, far));
              Thread.startVirtualThread(() -> copy(far, near));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var buffer = new byte[8_192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException broken) {
      // The other side sees its end of it.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }
}
