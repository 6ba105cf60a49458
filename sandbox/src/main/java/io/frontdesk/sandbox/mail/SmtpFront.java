package io.frontdesk.sandbox.mail;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Faults.Fault;
import io.frontdesk.sandbox.wire.Faults.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes SMTP on line by line, with the trouble that was asked for: `421` at the door, a cut line,
/// slowness, or a letter that is taken whose receipt never comes. Trouble whose path names a
/// command (`AUTH`, `MAIL`, `RCPT`, `DATA`, or `END` for the end of a letter) meets that command:
/// it is refused with the status, cut, or answered late.
final class SmtpFront implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpFront.class);

  private final ServerSocket door;
  private final int behind;
  private final Faults faults;

  SmtpFront(int port, int behind, Faults faults) throws IOException {
    this.door = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    this.behind = behind;
    this.faults = faults;
    Thread.ofVirtual().name("smtp-front").start(this::open);
  }

  int port() {
    return door.getLocalPort();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException closed) {
      LOG.debug("already closed", closed);
    }
  }

  private void open() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        Thread.ofVirtual().name("smtp").start(() -> serve(client));
      } catch (SocketException closed) {
        return;
      } catch (IOException broken) {
        LOG.warn("a connection could not be taken", broken);
      }
    }
  }

  private void serve(Socket client) {
    var fault = faults.meet("smtp", "door");
    try (client) {
      Thread.sleep(fault.latency());
      switch (fault.kind()) {
        case DROP -> {}
        case STATUS ->
            write(client.getOutputStream(), "421 4.3.2 Service not available, try later");
        case NONE, ACCEPT_THEN_TIMEOUT, ANSWER_LATE -> pass(client, fault);
      }
    } catch (IOException cut) {
      LOG.debug("a connection ended", cut);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Socket client, Fault fault) throws IOException, InterruptedException {
    try (var server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      var silent = new boolean[1];
      var back = Thread.ofVirtual().name("smtp-back").start(() -> copyBack(server, client, silent));
      var lines = reader(client);
      boolean letter = false;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean end = letter && line.equals(".");
        if (end) {
          silent[0] = fault.kind() == Kind.ACCEPT_THEN_TIMEOUT;
        }
        if (!letter || end) {
          var met = faults.meetPart("smtp", end ? "END" : command(line));
          Thread.sleep(met.latency());
          if (met.kind() == Kind.DROP) {
            return;
          }
          if (met.kind() == Kind.STATUS) {
            write(client.getOutputStream(), met.status() + " " + met.status() / 100 + ".0.0 No");
            if (end) {
              // What lies behind has a letter without an end.
              return;
            }
            continue;
          }
          silent[0] |= met.kind() == Kind.ACCEPT_THEN_TIMEOUT;
        }
        letter = !end && (letter || line.equalsIgnoreCase("DATA"));
        write(server.getOutputStream(), line);
      }
      server.shutdownOutput();
      back.join();
    }
  }

  private static void copyBack(Socket server, Socket client, boolean[] silent) {
    try {
      var lines = reader(server);
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!silent[0]) {
          write(client.getOutputStream(), line);
        }
      }
      if (!silent[0]) {
        client.shutdownOutput();
      }
    } catch (IOException cut) {
      LOG.debug("a connection ended", cut);
    }
  }

  private static String command(String line) {
    return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
