package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuid;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.BookingOutcome.Refused;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.IntakeAnswer;
import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.Source;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.platform.vault.VaultException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What clients are asked when they book. Answers may be about health, so they lie sealed.
@Component
public class Intake {
  private static final String PURPOSE = "calendar.intake";
  private static final int LONGEST = 2000;

  private final JdbcClient db;
  private final JsonMapper json;
  private final Vault vault;

  Intake(JdbcClient db, JsonMapper json, Vault vault) {
    this.db = db;
    this.json = json;
    this.vault = vault;
  }

  /// Why these answers can't be taken; empty when they can.
  Optional<Refused> check(BookingRequest request, List<IntakeQuestion> questions) {
    var answers = request.answers();
    boolean client = request.source() == Source.PAGE || request.source() == Source.API;
    if (!questions.stream().map(IntakeQuestion::id).toList().containsAll(answers.keySet())) {
      return refused("calendar.unknown-question", "One of these questions isn't asked any more.");
    }
    for (var question : questions) {
      var answer = answers.getOrDefault(question.id(), "").strip();
      if (answer.isEmpty()) {
        if (client && question.required()) {
          return refused("calendar.answer-missing", "Please answer: " + question.label() + ".");
        }
      } else if (answer.length() > LONGEST) {
        return refused(
            "calendar.answer-too-long",
            "Answer in up to 2,000 characters: " + question.label() + ".");
      } else if (!fits(question, answer)) {
        return refused(
            "calendar.answer-unknown", "Choose one of the answers to: " + question.label() + ".");
      }
    }
    return Optional.empty();
  }

  private static boolean fits(IntakeQuestion question, String answer) {
    return switch (question.kind()) {
      case TEXT, LONG -> true;
      case CHOICE -> question.choices().contains(answer);
      case YES_NO -> answer.equals("yes") || answer.equals("no");
    };
  }

  private static Optional<Refused> refused(String code, String say) {
    return Optional.of(new Refused(code, say));
  }

  /// Keeps what was answered, sealed, in the order of the questions.
  void keep(
      TenantId tenant,
      AppointmentId appointment,
      BookingRequest request,
      List<IntakeQuestion> questions,
      Instant now) {
    for (int i = 0; i < questions.size(); i++) {
      var question = questions.get(i);
      var answer = request.answers().getOrDefault(question.id(), "").strip();
      if (answer.isEmpty()) {
        continue;
      }
      var plain = json.writeValueAsString(Map.of("question", question.label(), "answer", answer));
      db.sql(
              """
              INSERT INTO calendar.intake_answer
                     (tenant_id, appointment_id, position, sealed, created_at)
              VALUES (:tenant, :appointment, :position, :sealed, :now)
              """)
          .param("tenant", tenant.value())
          .param("appointment", appointment.value())
          .param("position", i)
          .param("sealed", vault.encrypt(tenant, PURPOSE, plain.getBytes(UTF_8)))
          .param("now", atUtc(now))
          .update();
    }
  }

  /// Where sealing anew has come to: behind this answer.
  ///
  /// @param sealed how many were sealed anew on the way
  /// @param unreadable how many can't be opened with the keys there are
  public record Resealed(UUID appointment, int position, int sealed, int unreadable) {
    public static final Resealed BEGIN = new Resealed(new UUID(0, 0), -1, 0, 0);
  }

  /// Seals some of the answers anew that an older version of the keys sealed, in their order; those
  /// that somebody else is sealing are left to them.
  ///
  /// @return empty when there is none behind `after`
  public Optional<Resealed> reseal(TenantId tenant, Resealed after, int limit) {
    var stale = stale(tenant, after, limit);
    if (stale.isEmpty()) {
      return Optional.empty();
    }
    int sealed = after.sealed();
    int unreadable = after.unreadable();
    for (var one : stale) {
      try {
        var plain = vault.decrypt(tenant, PURPOSE, one.bytes());
        replace(tenant, one, vault.encrypt(tenant, PURPOSE, plain));
        sealed++;
      } catch (VaultException lost) {
        // Told with the others at the end of the run; the rest must not wait for it.
        unreadable++;
      }
    }
    var last = stale.getLast();
    return Optional.of(new Resealed(last.appointment(), last.position(), sealed, unreadable));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sealed(UUID appointment, int position, byte[] bytes) {}

  private List<Sealed> stale(TenantId tenant, Resealed after, int limit) {
    return db.sql(
            """
            SELECT appointment_id, position, sealed FROM calendar.intake_answer
             WHERE tenant_id = :tenant
               AND (appointment_id, position) > (:appointment, :position)
               AND substring(sealed FROM 2 FOR 4) <> :newest
             ORDER BY appointment_id, position
             LIMIT :limit
               FOR UPDATE SKIP LOCKED
            """)
        .param("tenant", tenant.value())
        .param("appointment", after.appointment())
        .param("position", after.position())
        .param("newest", vault.newestVersion())
        .param("limit", limit)
        .query(
            (row, _) ->
                new Sealed(
                    uuid(row, "appointment_id"),
                    row.getInt("position"),
                    Objects.requireNonNull(row.getBytes("sealed"))))
        .list();
  }

  private void replace(TenantId tenant, Sealed old, byte[] anew) {
    db.sql(
            """
            UPDATE calendar.intake_answer SET sealed = :sealed
             WHERE tenant_id = :tenant AND appointment_id = :appointment AND position = :position
            """)
        .param("sealed", anew)
        .param("tenant", tenant.value())
        .param("appointment", old.appointment())
        .param("position", old.position())
        .update();
  }

  /// What was answered, opened.
  public List<IntakeAnswer> of(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT sealed FROM calendar.intake_answer
             WHERE tenant_id = :tenant AND appointment_id = :appointment
             ORDER BY position
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .query(
            (row, _) -> {
              var plain =
                  vault.decrypt(tenant, PURPOSE, Objects.requireNonNull(row.getBytes("sealed")));
              var read = json.readTree(plain);
              return new IntakeAnswer(
                  read.path("question").asString(), read.path("answer").asString());
            })
        .list();
  }
}
