package io.frontdesk.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Seeds what must never be written, in the ways it could get into a log, and looks for it in
/// everything a program of its own wrote to its files and its terminal.
class LogCanaryTest {
  private static final String PHONE = "+12025550147";
  private static final String EMAIL = "canary.bird@nest.example";
  private static final String CARD = "4242 4242 4242 4242";
  private static final String NAME = "Philomena Canary";
  private static final String SENTENCE = "my left knee hurts since the accident";

  record Caller(String name, String phone) {}

  record Booking(LocalDate day) {}

  @TempDir Path folder;

  @Test
  void nothing_about_people_is_written_anywhere() throws Exception {
    var terminal = folder.resolve("terminal");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Seeds.class.getName(),
                folder.resolve("logs").toString(),
                TestPostgres.shared().url(),
                TestPostgres.shared().roles().app().user(),
                TestPostgres.shared().roles().app().password())
            .redirectErrorStream(true)
            .redirectOutput(terminal.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

    var written =
        Files.readString(terminal) + Files.readString(folder.resolve("logs/frontdesk.log"));

    // The premise: it did log all of it.
    assertThat(process.exitValue()).as(written).isZero();
    assertThat(written).contains("seeded", "[phone]", "[e-mail]", "[card]", "Caller[…]", "the end");
    for (var canary :
        List.of(
            PHONE,
            "2025550147",
            "555-0147",
            EMAIL,
            "canary.bird",
            CARD,
            "4242",
            NAME,
            "Philomena",
            SENTENCE,
            "knee")) {
      assertThat(written).doesNotContainIgnoringCase(canary);
    }
  }

  /// The program that is watched.
  static final class Seeds {
    private Seeds() {}

    static void main(String[] arguments) throws IOException {
      Logging.start(Path.of(arguments[0]), true);
      var log = LoggerFactory.getLogger("seeds");
      log.info("seeded {} and {} and {}", PHONE, EMAIL, CARD);
      log.info("seeded inline " + PHONE + " (202) 555-0147 " + EMAIL);
      log.info("seeded types {} {}", new PhoneNumber(PHONE), new EmailAddress(EMAIL));
      log.info("seeded record {}", new Caller(NAME, PHONE));
      attempt(() -> LocalDate.parse(System.getProperty("none", NAME)));
      attempt(() -> Integer.parseInt(System.getProperty("none", SENTENCE)));
      attempt(
          () ->
              JsonMapper.builder()
                  .build()
                  .readValue("{\"day\":\"" + SENTENCE + "\"}", Booking.class));
      attempt(() -> JsonMapper.builder().build().readValue("{\"name\": " + NAME, Caller.class));
      var source =
          new org.springframework.jdbc.datasource.DriverManagerDataSource(
              arguments[1] + "?logServerErrorDetail=false", arguments[2], arguments[3]);
      var db = JdbcClient.create(source);
      attempt(() -> db.sql("SELECT CAST(:v AS uuid)").param("v", NAME).query().listOfRows());
      attempt(() -> db.sql("SELECT CAST(:v AS integer)").param("v", SENTENCE).query().listOfRows());
      java.util.logging.Logger.getLogger("jdk").warning("seeded by the JDK's log " + PHONE);
      log.error("seeded cause", new IllegalStateException("for " + PHONE, new IOException(EMAIL)));
      log.info("the end");
      Logging.stop();
    }

    private static void attempt(Runnable work) {
      try {
        work.run();
        throw new AssertionError("should have failed");
      } catch (RuntimeException e) {
        LoggerFactory.getLogger("seeds").error("failed with {}", e.getClass().getName(), e);
        LoggerFactory.getLogger("seeds").error("failed", e);
      }
    }
  }
}
