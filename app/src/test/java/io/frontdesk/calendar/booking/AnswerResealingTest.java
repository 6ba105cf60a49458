package io.frontdesk.calendar.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.IntakeAnswer;
import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.IntakeQuestion.Kind;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.booking.Intake.Resealed;
import io.frontdesk.calendar.due.DueTenants;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.platform.vault.VaultException;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@FrontdeskTest
class AnswerResealingTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Intake intake;
  @Autowired private DueTenants tenants;
  @Autowired private AnswerResealing job;
  @Autowired private List<RecurringJob> jobs;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private JsonMapper json;
  @Autowired private Settings settings;
  @Autowired private MovableClock clock;

  private TenantId tenant;
  private Vault rotated;
  private Intake anew;
  private AnswerResealing after;
  private final List<Appointment> made = new ArrayList<>();

  @BeforeEach
  void five_appointments_with_answers_and_then_the_keys_are_rotated() {
    clock.set("2026-03-02T15:00:00Z");
    tenant = desk.tenant().open("08:00", "20:00").create().id();
    var question = new IntakeQuestion(UUID.randomUUID(), "Allergies?", Kind.TEXT, List.of(), false);
    var person = catalogue.add(tenant, DESK, StaffDraft.of("Dana")).id();
    var service =
        catalogue.add(
            tenant,
            DESK,
            ServiceDraft.of("Facial", 30, 100L, List.of(person))
                .with(one -> one.questions = List.of(question)));
    for (int i = 0; i < 5; i++) {
      made.add(book(service, question.id(), i));
    }
    rotated = new Vault(PlatformSettings.vaultKeys(settings).rotated(), clock);
    anew = new Intake(db, json, rotated);
    after = new AnswerResealing(tenants, anew, transactions, rotated);
  }

  @Test
  void after_a_rotation_all_answers_are_sealed_with_the_newest_key_and_read_the_same() {
    assertThat(tenants.withStaleAnswers(rotated.newestVersion())).contains(tenant);

    var done = after.all(tenant);

    assertThat(done.sealed()).isEqualTo(5);
    assertThat(sealed()).hasSize(5).noneMatch(rotated::isStale);
    assertThat(tenants.withStaleAnswers(rotated.newestVersion())).doesNotContain(tenant);
    assertThat(answers(anew, made.get(3)))
        .containsExactly(new IntakeAnswer("Allergies?", "Nuts 3"));
    // The old keys alone read nothing any more.
    assertThatThrownBy(() -> answers(intake, made.getFirst())).isInstanceOf(VaultException.class);
    assertThat(after.all(tenant).sealed()).isZero();
  }

  @Test
  void a_run_that_was_cut_off_goes_on_and_two_at_once_do_each_once() throws Exception {
    transactions.write(tenant, () -> anew.reseal(tenant, Resealed.BEGIN, 2));
    assertThat(sealed()).filteredOn(rotated::isStale).hasSize(3);

    int done = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one :
          List.of(
              threads.submit(() -> after.all(tenant)), threads.submit(() -> after.all(tenant)))) {
        done += one.get().sealed();
      }
    }

    assertThat(done).isEqualTo(3);
    assertThat(sealed()).noneMatch(rotated::isStale);
  }

  @Test
  void what_cannot_be_opened_is_counted_and_holds_up_nothing() {
    transactions.write(
        tenant,
        () ->
            db.sql(
                    """
                    UPDATE calendar.intake_answer SET sealed = '\\x0100000000deadbeef'
                     WHERE tenant_id = :tenant AND appointment_id = :appointment
                    """)
                .param("tenant", tenant.value())
                .param("appointment", made.get(1).id().value())
                .update());

    var done = after.all(tenant);

    assertThat(done.sealed()).isEqualTo(4);
    assertThat(done.unreadable()).isEqualTo(1);
  }

  @Test
  void as_long_as_the_keys_are_the_same_nothing_is_touched_and_operations_shows_the_job() {
    var before = sealed();

    assertThat(job.all(tenant)).isEqualTo(Resealed.BEGIN);

    assertThat(sealed()).containsExactlyElementsOf(before);
    assertThat(jobs).extracting(RecurringJob::name).contains("calendar.reseal-answers");
  }

  private Appointment book(Service service, UUID question, int number) {
    var client = contacts.findOrCreate(tenant, new PhoneNumber("+15555550123"), "Ana", "test");
    var outcome =
        bookings.book(
            tenant,
            new BookingRequest(
                    service.id(),
                    Instant.parse("2026-03-04T15:00:00Z").plusSeconds(3600L * number),
                    null,
                    client.id(),
                    Source.DESK,
                    "k" + number,
                    DESK,
                    null,
                    "")
                .answering(Map.of(question, "Nuts " + number)));
    return ((Booked) outcome).appointment();
  }

  private List<IntakeAnswer> answers(Intake reader, Appointment one) {
    return transactions.read(tenant, () -> reader.of(tenant, one.id()));
  }

  private List<byte[]> sealed() {
    return transactions.read(
        tenant,
        () ->
            db.sql(
                    """
                    SELECT sealed FROM calendar.intake_answer
                     WHERE tenant_id = :tenant ORDER BY appointment_id, position
                    """)
                .param("tenant", tenant.value())
                .query((row, _) -> row.getBytes("sealed"))
                .list());
  }
}
