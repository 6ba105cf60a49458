package io.frontdesk.integrations.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A mail server that answers as it is told: a reply per command, or an empty one to hang up.
final class FakeSmtp implements AutoCloseable {
  /// What comes after the last line of a message.
  static final String MESSAGE = "<message>";

  final List<String> messages = new CopyOnWriteArrayList<>();
  final List<String> commands = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();
  private final ServerSocket door;
  private final Function<String, String> answer;

  FakeSmtp(Function<String, String> answer) throws IOException {
    this.answer = answer;
    this.door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::serve);
  }

  /// One that takes everything, but for commands that begin with `prefix`.
  static FakeSmtp with(String prefix, String reply) throws IOException {
    return new FakeSmtp(command -> command.startsWith(prefix) ? reply : agreeable(command));
  }

  int port() {
    return door.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  static String agreeable(String command) {
    return command.equals("DATA") ? "354 go on" : command.equals("QUIT") ? "221 bye" : "250 fine";
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        connections.incrementAndGet();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException gone) {
        // The next one, or the door is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      talk(client);
    } catch (IOException gone) {
      // It was cut.
    } finally {
      open.decrementAndGet();
    }
  }

  private void talk(Socket client) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    say(client, "220 here");
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      var reply = answer.apply(line);
      if (reply.isEmpty()) {
        return;
      }
      say(client, reply);
      if (reply.startsWith("354")) {
        var message = new StringBuilder();
        for (line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
          message.append(line).append("\r\n");
        }
        messages.add(message.toString());
        var receipt = answer.apply(MESSAGE);
        if (receipt.isEmpty()) {
          return;
        }
        say(client, receipt);
      }
    }
  }

  private static void say(Socket client, String reply) throws IOException {
    client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }
}
