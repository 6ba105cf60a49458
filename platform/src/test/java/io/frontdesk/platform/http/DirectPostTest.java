package io.frontdesk.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class DirectPostTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ServerSocket server = newServer();
  private final DirectPost post = new DirectPost(new HostGuard(Set.of("127.0.0.1")));

  @AfterEach
  void close() throws IOException {
    server.close();
    post.close();
  }

  @Test
  void a_post_arrives_whole_and_the_begin_of_the_answer_comes_back() {
    serve("HTTP/1.1 201 Created\r\nContent-Length: 11\r\n\r\nall is\u0000 well, and more");

    var outcome = send("/hooks?a=%C3%A9&b=1");

    assertThat(outcome)
        .isEqualTo(new DirectPost.Outcome.Answered(new DirectAnswer(201, null, "all is  we")));
    assertThat(heard.getFirst())
        .startsWith("POST /hooks?a=%C3%A9&b=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort())
        .contains("Content-Length: 9\r\n", "Connection: close\r\n", "webhook-id: msg_1\r\n")
        .endsWith("\r\n\r\n{\"ü\":\"1\"");
  }

  @Test
  void chunks_are_put_together_and_a_long_answer_is_cut() {
    serve(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Slow\r\nretry-after: 7\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    assertThat(answer("/")).isEqualTo(new DirectAnswer(429, Duration.ofSeconds(7), "hello worl"));
  }

  @Test
  void a_redirect_is_an_answer_like_any_other() {
    serve("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");

    assertThat(answer("/").status()).isEqualTo(302);
    assertThat(heard).hasSize(1);
  }

  @Test
  void a_name_that_answers_differently_the_second_time_leads_nowhere_else() throws Exception {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    var asked = new AtomicInteger();
    var first = new InetAddress[] {InetAddress.getByName("127.0.0.1")};
    var second = new InetAddress[] {InetAddress.getByName("127.0.0.99")};
    HostGuard.Names flips = _ -> asked.getAndIncrement() == 0 ? first : second;
    try (var rebound = new DirectPost(new HostGuard(Set.of("flips.test"), flips))) {
      var outcome =
          rebound.send(
              URI.create("http://flips.test:" + server.getLocalPort() + "/"),
              Map.of(),
              new byte[0],
              LIMIT,
              10);

      // The JVM itself knows no such host: it was reached by the address that was judged.
      assertThat(outcome).isInstanceOf(DirectPost.Outcome.Answered.class);
      assertThat(asked).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "127.0.0.5", "0.0.0.0",
        "100.64.0.1", "[::1]", "[::ffff:10.0.0.1]", "[::10.0.0.1]", "[fd00::1]", "[fe80::1]",
        "[64:ff9b::a00:1]", "[2002:a00:1::]", "[2001:0:1:2::]", "255.255.255.255", "0x7f.1"
      })
  void our_own_network_is_never_called(String host) {
    var address = URI.create("http://" + host + ":" + server.getLocalPort() + "/");

    var outcome = post.send(address, Map.of(), new byte[0], LIMIT, 10);

    assertThat(outcome).isInstanceOf(DirectPost.Outcome.Silent.class);
    assertThat(((DirectPost.Outcome.Silent) outcome).why()).startsWith("not ");
    assertThat(heard).isEmpty();
  }

  @Test
  void one_private_address_among_several_closes_the_host() throws Exception {
    var mixed =
        new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")};
    try (var guarded = new DirectPost(new HostGuard(Set.of(), _ -> mixed))) {
      assertThat(guarded.objection(URI.create("https://mixed.test/")))
          .hasValue("host is on a private network");
    }
    HostGuard.Names none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (var lost = new DirectPost(new HostGuard(Set.of(), none))) {
      assertThat(lost.send(URI.create("https://lost.test/"), Map.of(), new byte[0], LIMIT, 10))
          .isEqualTo(new DirectPost.Outcome.Silent("not reached: host is unknown"));
      assertThat(lost.objection(URI.create("https://lost.test/"))).isEmpty();
    }
  }

  @Test
  void an_answer_that_never_comes_or_trickles_ends_at_the_limit() {
    serve("");
    long begin = System.nanoTime();
    assertThat(send("/")).isEqualTo(new DirectPost.Outcome.Silent("no answer within 2 s"));
    trickle();
    assertThat(send("/")).isEqualTo(new DirectPost.Outcome.Silent("no answer within 2 s"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void what_is_no_http_and_what_hangs_up_is_told_as_broken() {
    serve("SSH-2.0-x\r\n\r\n");
    assertThat(send("/"))
        .isEqualTo(new DirectPost.Outcome.Silent("the connection broke off before an answer"));
    assertThat(
            post.send(
                URI.create("https://127.0.0.1:" + server.getLocalPort() + "/"),
                Map.of(),
                new byte[0],
                LIMIT,
                10))
        .isInstanceOf(DirectPost.Outcome.Silent.class);
  }

  @Test
  void inside_a_transaction_nothing_is_called_and_a_header_is_one_line() {
    TransactionSynchronizationManager.setActualTransactionActive(true);
    try {
      assertThatThrownBy(() -> send("/")).isInstanceOf(IllegalStateException.class);
    } finally {
      TransactionSynchronizationManager.setActualTransactionActive(false);
    }
    serve("HTTP/1.1 200 OK\r\n\r\n");
    var address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    assertThatThrownBy(() -> post.send(address, Map.of("x", "a\r\nb: c"), new byte[0], LIMIT, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private DirectAnswer answer(String path) {
    return ((DirectPost.Outcome.Answered) send(path)).answer();
  }

  private DirectPost.Outcome send(String path) {
    return post.send(
        URI.create("http://127.0.0.1:" + server.getLocalPort() + path),
        Map.of("webhook-id", "msg_1"),
        "{\"ü\":\"1\"".getBytes(UTF_8),
        LIMIT,
        10);
  }

  // Answers with this text and hangs up; with an empty one it only listens.
  private void serve(String text) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  var socket = server.accept();
                  heard.add(request(socket.getInputStream()));
                  if (!text.isEmpty()) {
                    socket.getOutputStream().write(text.getBytes(UTF_8));
                    socket.close();
                  } else {
                    return;
                  }
                } catch (IOException over) {
                  return;
                }
              }
            });
  }

  private void trickle() {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                for (int i = 0; i < 1000; i++) {
                  socket.getOutputStream().write('H');
                  socket.getOutputStream().flush();
                  Thread.sleep(50);
                }
              } catch (IOException | InterruptedException over) {
                // the caller hung up
              }
            });
  }

  private static String request(InputStream in) throws IOException {
    var text = new StringBuilder();
    int left = -1;
    var bytes = new ByteArrayOutputStream();
    while (left != 0) {
      int c = in.read();
      if (c < 0) {
        break;
      }
      bytes.write(c);
      if (left > 0) {
        left--;
      } else {
        text.append((char) c);
        if (text.toString().endsWith("\r\n\r\n")) {
          var length = Pattern.compile("Content-Length: ([0-9]+)").matcher(text);
          left = length.find() ? Integer.parseInt(length.group(1)) : 0;
        }
      }
    }
    return bytes.toString(UTF_8);
  }

  private static ServerSocket newServer() {
    try {
      return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
