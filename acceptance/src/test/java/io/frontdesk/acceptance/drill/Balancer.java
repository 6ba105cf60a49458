package io.frontdesk.acceptance.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What stands before the nodes: takes connections in turn to whichever node accepts them. Both
/// nodes so have one address outside.
final class Balancer implements AutoCloseable {
  private final ServerSocket door;
  private final List<Integer> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  Balancer(List<Integer> nodes) throws IOException {
    this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.nodes = List.copyOf(nodes);
    Thread.ofVirtual().name("balancer").start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var outside = door.accept();
        Thread.ofVirtual().start(() -> serve(outside));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket outside) {
    int first = turn.getAndIncrement();
    for (int i = 0; i < nodes.size(); i++) {
      var node = new Socket();
      try {
        node.connect(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), nodes.get((first + i) % nodes.size())),
            1_000);
      } catch (IOException down) {
        close(node);
        continue;
      }
      Thread.ofVirtual().start(() -> carry(outside, node));
      carry(node, outside);
      return;
    }
    close(outside);
  }

  // Until either side ends; then both do.
  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var room = new byte[16_384];
      for (int n = in.read(room); n >= 0; n = in.read(room)) {
        out.write(room, 0, n);
      }
    } catch (IOException ended) {
      close(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      Thread.yield();
    }
  }
}
