package io.frontdesk.integrations.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.integrations.mail.IncomingMail.Kind;
import io.frontdesk.integrations.mail.IncomingMail.Returned;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MimeReaderTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));

  @Test
  void a_reply_gives_its_own_words_and_its_thread() {
    var mail =
        read(
            """
            From: =?UTF-8?Q?Zo=C3=AB_Papadakis?= <ZOE@example.com>
            To: The desk <desk@clinic.example.com>
            Subject: =?utf-8?B?UmU6IFlvdXIgdmlzaXQg4piV?=
            Message-ID: <three@example.com>
            In-Reply-To: <two@clinic.example.com>
            References: <one@example.com>
              <two@clinic.example.com>

            Could I come at four?

            On Mon, 2 Mar 2026 at 10:00, Tidewater
            <desk@clinic.example.com> wrote:
            > See you at three.
            > Tidewater
            """);

    assertThat(mail.kind()).isEqualTo(Kind.PERSON);
    assertThat(mail.from()).hasToString("[e-mail]");
    assertThat(mail.from()).extracting("value").isEqualTo("zoe@example.com");
    assertThat(mail.fromName()).isEqualTo("Zoë Papadakis");
    assertThat(mail.subject()).isEqualTo("Re: Your visit ☕");
    assertThat(mail.text()).isEqualTo("Could I come at four?");
    assertThat(mail.thread())
        .containsExactly("<one@example.com>", "<two@clinic.example.com>", "<three@example.com>");
    assertThat(mail.to()).extracting("value").containsExactly("desk@clinic.example.com");
  }

  @Test
  void markup_becomes_text_and_nothing_in_it_is_run_or_kept() {
    var mail =
        read(
            """
            From: ann@example.com
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html; charset=utf-8

            <html><head><style>p{}</style><script>alert(1)</script></head><body><p>Yes,
            please &amp; thanks&nbsp;&lt;3</p><div>Ann<br>Lee</div><!-- <p>no</p> -->
            <blockquote>What we wrote</blockquote><img src=x onerror=alert(1)></body></html>
            --b
            Content-Type: application/pdf; name="../../x\\"y.pdf"
            Content-Disposition: attachment
            Content-Transfer-Encoding: base64

            JVBERi0=
            --b--
            """);

    assertThat(mail.text()).isEqualTo("Yes, please & thanks <3\n\nAnn\nLee");
    assertThat(mail.files()).hasSize(1);
  }

  @Test
  void what_a_charset_says_is_believed_only_as_far_as_it_helps() {
    assertThat(read(bytes("charset=us-ascii", "Grüße", StandardCharsets.UTF_8)).text())
        .isEqualTo("Grüße");
    assertThat(read(bytes("charset=iso-8859-1", "Grüße", StandardCharsets.ISO_8859_1)).text())
        .isEqualTo("Grüße");
    assertThat(read(bytes("charset=nonsense-9", "Grüße", Charset.forName("windows-1252"))).text())
        .isEqualTo("Grüße");
    assertThat(read(bytes("charset=iso-2022-jp", "予約", Charset.forName("ISO-2022-JP"))).text())
        .isEqualTo("予約");
    assertThat(read(bytes("charset=utf-8", "a\0b", StandardCharsets.UTF_8)).text()).isEqualTo("ab");
  }

  @Test
  void programs_lists_and_reports_are_told_from_people() {
    assertThat(kind("Auto-Submitted: auto-replied")).isEqualTo(Kind.AUTOMATIC);
    assertThat(kind("Auto-Submitted: no")).isEqualTo(Kind.PERSON);
    assertThat(kind("Return-Path: <>")).isEqualTo(Kind.AUTOMATIC);
    assertThat(kind("X-Autoreply: yes")).isEqualTo(Kind.AUTOMATIC);
    assertThat(kind("List-Id: <news.example.com>")).isEqualTo(Kind.LIST);
    assertThat(kind("Precedence: bulk")).isEqualTo(Kind.LIST);
    assertThat(read("From: MAILER-DAEMON@example.com\n\nReturned").kind())
        .isEqualTo(Kind.AUTOMATIC);
  }

  @Test
  void a_report_names_the_message_that_came_back() {
    var failed = read(report("failed"));
    var late = read(report("delayed"));

    assertThat(failed.kind()).isEqualTo(Kind.REPORT);
    assertThat(failed.returned())
        .containsExactly(new Returned("<ours@clinic.example.com>", false, "5.1.1"));
    assertThat(late.returned()).isEmpty();
  }

  @Test
  void own_words_survive_all_ways_of_quoting() {
    assertThat(OwnWords.of("> Question?\n\nAnswer.\n")).isEqualTo("Answer.");
    assertThat(OwnWords.of("Yes.\n\nVon: Desk <d@x.de>\nGesendet: Montag\nAn: Ann\n\nOld"))
        .isEqualTo("Yes.");
    assertThat(OwnWords.of("Yes.\n-----Original Message-----\nOld")).isEqualTo("Yes.");
    assertThat(OwnWords.of("Am 02.03.2026 um 10:00 schrieb Desk <d@x.de>:\n> Alt\n\nJa."))
        .isEqualTo("Ja.");
    assertThat(OwnWords.of("On Monday my doctor wrote: rest. I will.\nFine?"))
        .isEqualTo("On Monday my doctor wrote: rest. I will.\nFine?");
    assertThat(OwnWords.of("> only what was quoted")).isEqualTo("> only what was quoted");
  }

  @Test
  void a_hostile_letter_takes_no_time_and_little_room() {
    var deep = new StringBuilder("From: a@example.com\n");
    for (int i = 0; i < 3_000; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
      deep.append(i).append('\n');
    }
    var hostile =
        List.of(
            deep.toString(),
            "From: a@example.com\nContent-Type: text/html\n\n" + "<".repeat(500_000),
            "From: a@example.com\nContent-Type: text/html\n\n" + "<script>".repeat(60_000),
            "From: a@example.com\nContent-Type: text/html\n\n" + "<!--".repeat(100_000),
            "From: a@example.com\n\n" + "On ".repeat(200_000) + "wrote:",
            "From: a@example.com\n\n" + "On 1\n".repeat(100_000),
            "From: " + "\"".repeat(100_000) + "@example.com\n\nHi",
            "From: a@example.com\nReferences: " + "<".repeat(200_000) + "\n\nHi",
            "From: a@example.com\nSubject: " + "=?utf-8?q?=".repeat(50_000) + "\n\nHi");
    for (var letter : hostile) {
      long begin = System.nanoTime();
      var mail = read(letter);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as(letter.substring(0, 60))
          .isLessThan(Duration.ofSeconds(5));
      assertThat(mail.text().length()).isLessThan(600_000);
    }
  }

  @Test
  void wild_letters_are_read_without_a_failure() throws IOException {
    var folders = List.of(DATA.resolve("mime-stalwart"), DATA.resolve("email-cpython/data"));
    assumeTrue(
        folders.stream().allMatch(Files::isDirectory),
        "SKIPPED: no public letters at " + DATA.toAbsolutePath());
    int seen = 0;
    int understood = 0;
    for (var folder : folders) {
      try (var files = Files.walk(folder)) {
        for (var file :
            files
                .filter(Files::isRegularFile)
                .filter(one -> one.toString().matches(".*(\\.eml|msg_\\d+\\.txt|/maildir/.*)$"))
                .toList()) {
          var mail = MimeReader.read(Files.readAllBytes(file));
          seen++;
          assertThat(mail.id()).as(file.toString()).isNotBlank();
          assertThat(mail.text()).as(file.toString()).doesNotContain("\0");
          if (!mail.text().isBlank() || !mail.files().isEmpty()) {
            understood++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(50);
    assertThat(understood).isGreaterThan(seen * 3 / 4);
  }

  private static Kind kind(String header) {
    return read("From: ann@example.com\n" + header + "\n\nHello").kind();
  }

  private static String report(String action) {
    return """
    From: MAILER-DAEMON@mx.example.com
    Return-Path: <>
    Content-Type: multipart/report; report-type=delivery-status; boundary=r

    --r

    It came back.
    --r
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.com

    Final-Recipient: rfc822; ann@example.com
    Action: %s
    Status: 5.1.1
    --r
    Content-Type: message/rfc822

    From: desk@clinic.example.com
    Message-ID: <ours@clinic.example.com>

    See you.
    --r--
    """
        .formatted(action);
  }

  private static byte[] bytes(String charset, String text, Charset real) {
    var head = "From: ann@example.com\r\nContent-Type: text/plain; " + charset + "\r\n\r\n";
    var first = head.getBytes(StandardCharsets.US_ASCII);
    var body = text.getBytes(real);
    var all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  private static IncomingMail read(byte[] raw) {
    return MimeReader.read(raw);
  }

  private static IncomingMail read(String text) {
    return MimeReader.read(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
