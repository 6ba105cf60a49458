package io.frontdesk.integrations.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.sms.SameText;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What every adapter of texts must do, whatever its vendor: extend it, say how to connect and how
/// the sandbox plays the vendor, and it runs against that over the wire.
@FrontdeskTest
@ExtendWith(OutputCaptureExtension.class)
public abstract class SmsContract {
  protected static final Duration IMPATIENT = Duration.ofMillis(1_500);
  private static final AtomicInteger NUMBERS = new AtomicInteger((int) (System.nanoTime() % 5_000));
  private static final String HOSTILE = "naïve – “quotes” \\ {{secret}} %s & = + 😀 שלום 你好 \"}";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Contacts contacts;
  @Autowired private Deliveries deliveries;
  @Autowired private Pictures pictures;
  @Autowired private Dispatcher dispatcher;
  @Autowired private Suppressions suppressions;
  @Autowired private Senders senders;
  @Autowired private List<SmsGateway> gateways;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private Settings settings;
  @Autowired private Environment environment;
  @Autowired private MovableClock clock;

  private TestDesk.@Nullable TestTenant shop;
  private @Nullable ConnectionId connection;
  private String ours = "";
  private String client = "";
  private String key = "";

  /// As the adapter and the sandbox's player are called.
  protected abstract String provider();

  /// The connection's fields.
  ///
  /// @param address where the vendor listens
  /// @param key unique to the test, letters and digits
  protected abstract Map<String, String> values(String address, String key, String number);

  /// The field that holds the secret by which the vendor's calls to us are known.
  protected abstract String hookSecret();

  /// Opens the account in the sandbox.
  ///
  /// @param secret by which the vendor's calls show who they are
  protected abstract void open(
      SandboxProcess sandbox, String key, String secret, String hook, String number);

  /// The adapter with a limit of [#IMPATIENT].
  protected abstract SmsGateway impatient();

  /// Whether the vendor can be asked what became of a message.
  protected boolean lists() {
    return true;
  }

  /// Whether the vendor says that a person opted out.
  protected boolean tellsOptOuts() {
    return true;
  }

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    sandbox().noFaults();
    shop = desk.tenant().create();
    ours = number("+1312556");
    client = number("+1312557");
    key = "AC" + Uuid7.next().toString().replace("-", "").substring(4);
    sandbox()
        .control(
            "hooks/routes",
            Map.of(
                "from",
                settings.get(PlatformSettings.BASE_URL).toString(),
                "to",
                "http://localhost:" + environment.getProperty("local.server.port")));
    connection =
        connections.add(
            shop().id(),
            shop().ownerCaller().actor(),
            provider(),
            "Texts",
            values(sandbox().address(provider()), key, ours));
    open(secret());
  }

  @AfterEach
  void calm() {
    sandbox().noFaults();
  }

  @Test
  void a_text_arrives_word_for_word_and_its_way_is_reported() {
    var id = request(HOSTILE, List.of());

    dispatcher.drain();

    until(() -> delivery(id).state() == DeliveryState.DELIVERED);
    assertThat(arrived()).containsExactly(HOSTILE);
    assertThat(connections.test(shop().id(), connection()).ok()).isTrue();
  }

  @Test
  void the_longest_text_arrives_whole() {
    var text = "0123456789ab😀é€".repeat(120).substring(0, 1_600);

    var outcome = gateway().send(sms(client, text));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Accepted.class);
    until(() -> arrived().equals(List.of(text)));
  }

  @Test
  void pictures_travel_both_ways() {
    var picture = "https://pictures.example.com/a.jpg?x=1&y=2";
    var uploaded = uploaded(TestPictures.noise(60, 40));
    var second = uploaded(TestPictures.flag(30, 20));
    var id = request("Look", List.of(uploaded, second));

    dispatcher.drain();
    until(() -> delivery(id).state() == DeliveryState.DELIVERED);
    var sms = sandbox().recorded("sms", "to", client).getFirst();
    assertThat(sms.path("media").asString().split(",", -1)).hasSize(2);
    // The carrier came for them through the public door, as a carrier does.
    var fetched = sandbox().recorded("media", "sid", sms.path("sid").asString());
    assertThat(fetched).extracting(one -> one.path("status").asInt()).containsExactly(200, 200);
    assertThat(fetched).extracting(one -> one.path("headStatus").asInt()).containsOnly(200);
    assertThat(fetched).extracting(one -> one.path("width").asInt()).containsExactly(60, 30);
    assertThat(fetched)
        .extracting(one -> one.path("sha256").asString())
        .containsExactly(digest(uploaded), digest(second));

    // None can be had: the carrier's "no" stands at the message.
    var gone = request("Look", List.of(uploaded(TestPictures.flag(9, 9))));
    transactions.write(
        shop().id(),
        () ->
            db.sql("UPDATE delivery.picture SET bytes = NULL WHERE position IS NOT NULL").update());
    dispatcher.drain();
    until(() -> delivery(gone).state().needsAttention());
    assertThat(delivery(gone).reason()).contains("11200");

    if (lists()) {
      write("Here", picture);
      until(() -> !thread().isEmpty());
      assertThat(thread()).containsExactly("Here\n[image/jpeg] " + picture);
    }
  }

  @Test
  void a_number_that_cannot_be_is_refused_for_good() {
    assertThat(gateway().send(sms("+15005550001", "Hello")))
        .isInstanceOf(GatewayOutcome.Rejected.class);
  }

  @Test
  void who_opted_out_at_the_carrier_is_suppressed_here_too() {
    var outcome = gateway().send(sms("+15005550004", "Hello"));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Rejected.class);
    assertThat(suppressions.isSuppressed(shop().id(), Channel.SMS, "+15005550004"))
        .isEqualTo(tellsOptOuts());
  }

  @Test
  void not_now_is_surely_not_taken_and_says_when() {
    fault("status", "status", 429, "retryAfter", 7);
    assertThat(gateway().send(sms(client, "Hello")))
        .isEqualTo(new GatewayOutcome.NotReached("429", Duration.ofSeconds(7)));
    fault("status", "status", 503, "retryAfter", 3);
    assertThat(gateway().send(sms(client, "Hello")))
        .isEqualTo(new GatewayOutcome.NotReached("503", Duration.ofSeconds(3)));
  }

  @Test
  void a_broken_vendor_may_have_taken_it() {
    for (int status : List.of(500, 502, 503, 504)) {
      fault("status", "status", status, "retryAfter", -1);
      assertThat(gateway().send(sms(client, "Hello")))
          .isEqualTo(new GatewayOutcome.Unclear("http-" + status));
    }
    fault("drop");
    assertThat(gateway().send(sms(client, "Hello")))
        .isEqualTo(new GatewayOutcome.Unclear("no-answer"));
    assertThat(arrived()).isEmpty();
  }

  @Test
  @Timeout(60)
  void an_answer_that_never_comes_leaves_it_in_doubt_until_the_vendor_is_asked() {
    fault("accept-then-timeout", "times", 1);
    var sms = sms(client, HOSTILE);

    var outcome = impatient().send(sms);
    until(() -> arrived().size() == 1);
    var found = gateway().reconcile(sms, from(), until());
    var other = gateway().reconcile(sms(client, "Something else"), from(), until());
    var elsewhen = gateway().reconcile(sms, from().minusSeconds(9_000), from().minusSeconds(8_000));

    assertThat(outcome).isEqualTo(new GatewayOutcome.Unclear("no-answer"));
    if (lists()) {
      assertThat(found)
          .isInstanceOfSatisfying(
              Reconciliation.Found.class, matches -> assertThat(matches.matches()).hasSize(1));
      assertThat(other).isInstanceOf(Reconciliation.Absent.class);
      assertThat(elsewhen).isInstanceOf(Reconciliation.Absent.class);
      fault("status", "status", 500);
      assertThat(gateway().reconcile(sms, from(), until()))
          .isInstanceOf(Reconciliation.NotNow.class);
    } else {
      assertThat(found).isInstanceOf(Reconciliation.Unsupported.class);
    }
  }

  @Test
  @Timeout(60)
  void a_slow_vendor_is_given_up_in_time() {
    fault("none", "latencyMillis", 120_000);
    assertThat(impatient().send(sms(client, "Hello")))
        .isEqualTo(new GatewayOutcome.Unclear("no-answer"));
  }

  @Test
  void a_vendor_that_is_away_was_surely_not_reached() throws IOException {
    int nobody;
    try (var door = new ServerSocket(0, 1, InetAddress.getByName(SandboxProcess.HOST))) {
      nobody = door.getLocalPort();
    }
    change(values("http://" + SandboxProcess.HOST + ":" + nobody, key, ours));
    assertThat(gateway().send(sms(client, "Hello")))
        .isEqualTo(new GatewayOutcome.NotReached("no-connection", null));
  }

  @Test
  void reports_may_come_twice_and_in_any_order() {
    sandbox().fault(Map.of("provider", "callbacks", "duplicate", 2, "reorder", true));
    var ids = List.of(request("One", List.of()), request("Two", List.of()));

    dispatcher.drain();

    for (var id : ids) {
      until(() -> delivery(id).state() == DeliveryState.DELIVERED);
    }
    until(() -> reports().size() == 8);
    until(() -> open() == 0);
    for (var id : ids) {
      assertThat(delivery(id).state()).isEqualTo(DeliveryState.DELIVERED);
      assertThat(
              deliveries.history(shop().id(), id).stream()
                  .filter(event -> event.state() == DeliveryState.DELIVERED))
          .hasSize(1);
    }
    assertThat(reports()).containsOnly(200);
  }

  @Test
  void reports_that_are_quicker_than_the_answer_are_not_lost() {
    fault("answer-late", "latencyMillis", 1_500, "times", 1);
    var id = request("Hello", List.of());

    dispatcher.drain();

    assertThat(reports()).containsExactly(200, 200);
    until(() -> delivery(id).state() == DeliveryState.DELIVERED);
    assertThat(arrived()).hasSize(1);
  }

  @Test
  void a_failed_way_is_told_with_its_code() {
    sandbox().control("twilio/undeliverable", Map.of("number", client, "errorCode", 30005));
    var id = request("Hello", List.of());

    dispatcher.drain();

    until(
        () ->
            List.of(DeliveryState.UNDELIVERED, DeliveryState.FAILED)
                .contains(delivery(id).state()));
    assertThat(delivery(id).reasonCode()).isEqualTo("30005");
    assertThat(arrived()).isEmpty();
  }

  @Test
  void a_forged_call_is_refused_and_means_nothing() {
    open("another-secret-entirely");
    write("STOP", "");

    assertThat(inbound()).containsExactly(401);
    assertThat(thread()).isEmpty();
    assertThat(suppressions.isSuppressed(shop().id(), Channel.SMS, client)).isFalse();
  }

  @Test
  void both_secrets_count_while_one_replaces_the_other() {
    var values = new HashMap<String, String>();
    values.putAll(values(sandbox().address(provider()), key, ours));
    values.put(hookSecret(), "the-secret-that-comes-next");
    change(values);

    write("With the old one", "");
    open("the-secret-that-comes-next");
    write("With the new one", "");
    until(() -> thread().size() == 2);
    connections.endRotation(shop().id(), shop().ownerCaller().actor(), connection());
    open(secret());
    write("With the old one again", "");

    assertThat(inbound()).containsExactly(200, 200, 401);
    assertThat(thread()).containsExactlyInAnyOrder("With the old one", "With the new one");
  }

  @Test
  void what_a_person_writes_is_in_the_thread_once_word_for_word_and_stop_counts_at_once() {
    sandbox().fault(Map.of("provider", "hooks", "duplicate", 2));
    write(HOSTILE, "");
    until(() -> thread().equals(List.of(HOSTILE)));
    sandbox().noFaults();

    write("STOP", "");

    // Whether or not a worker has come to it.
    assertThat(suppressions.isSuppressed(shop().id(), Channel.SMS, client)).isTrue();
    assertThat(inbound()).containsExactly(200, 200, 200);
  }

  @Test
  void no_secret_and_no_word_of_the_message_is_in_logs_or_outcomes(CapturedOutput output) {
    var words = "Ovidiopolis-" + key;
    var said = new StringBuilder();
    for (var to : List.of(client, "+15005550001", "+15005550004")) {
      said.append(gateway().send(sms(to, words)));
    }
    fault("status", "status", 500);
    said.append(gateway().send(sms(client, words)));
    sandbox().noFaults();
    change(values(sandbox().address(provider()), key + "0", ours));
    said.append(gateway().send(sms(client, words)));
    said.append(connections.test(shop().id(), connection()));
    said.append(connections.require(shop().id(), connection()));
    said.append(sms(client, words));

    assertThat(said.toString() + output.getAll())
        .doesNotContain(key)
        .doesNotContain(secret())
        .doesNotContain(words)
        .doesNotContain(client);
  }

  protected final SandboxProcess sandbox() {
    return SandboxProcess.shared();
  }

  protected final void open(String secret) {
    open(
        sandbox(),
        key,
        secret,
        connections.hookUrl(connections.require(shop().id(), connection())),
        ours);
  }

  protected final void write(String body, String media) {
    sandbox()
        .control(
            "sms", Map.of("account", "", "from", client, "to", ours, "body", body, "media", media));
  }

  /// What the program answered to the vendor's messages of people.
  protected final List<Integer> inbound() {
    return hooks("sms-inbound");
  }

  protected final List<String> thread() {
    return transactions.read(
        shop().id(),
        () ->
            db.sql(
                    """
                    SELECT body FROM conversations.message
                     WHERE tenant_id = :tenant AND direction = 'in'
                     ORDER BY id
                    """)
                .param("tenant", shop().id().value())
                .query(String.class)
                .list());
  }

  private List<Integer> reports() {
    return hooks("sms-status");
  }

  private List<Integer> hooks(String type) {
    return sandbox().recorded("hook", "type", type).stream()
        .filter(hook -> hook.path("url").asString().contains(connection().toString()))
        .map(hook -> hook.path("status").asInt())
        .toList();
  }

  private String secret() {
    return Objects.requireNonNull(values("http://x", key, ours).get(hookSecret()));
  }

  private SmsGateway gateway() {
    return gateways.stream()
        .filter(gateway -> gateway.provider().equals(provider()))
        .findFirst()
        .orElseThrow();
  }

  private void fault(String kind, Object... more) {
    var fault = new HashMap<String, Object>();
    fault.put("provider", provider());
    fault.put("kind", kind);
    for (int i = 0; i < more.length; i += 2) {
      fault.put(more[i].toString(), more[i + 1]);
    }
    sandbox().fault(fault);
  }

  private void change(Map<String, String> values) {
    var known = connections.require(shop().id(), connection());
    connections.change(
        shop().id(),
        shop().ownerCaller().actor(),
        connection(),
        known.version(),
        known.name(),
        values);
  }

  private OutgoingSms sms(String to, String body) {
    Sender from =
        senders.list(shop().id()).stream()
            .filter(sender -> sender.address().equals(ours))
            .findFirst()
            .orElseThrow();
    return new OutgoingSms(
        new DeliveryId(Uuid7.next()), Uuid7.next(), from, new PhoneNumber(to), body, List.of());
  }

  private PictureId uploaded(BufferedImage image) {
    return pictures
        .add(
            shop().id(),
            pictures.make(shop().id(), "a.png", TestPictures.png(image)),
            shop().ownerCaller().actor())
        .id();
  }

  private String digest(PictureId picture) {
    return SameText.digest(pictures.require(shop().id(), picture).bytes());
  }

  private DeliveryId request(String body, List<PictureId> shown) {
    var contact = contacts.findOrCreate(shop().id(), new PhoneNumber(client), "Ann Field", "test");
    var id = Uuid7.next().toString();
    return deliveries.request(
        shop().id(),
        new DeliveryRequest(
            contact.id(),
            Channel.SMS,
            client,
            Purpose.TRANSACTIONAL,
            new Content.Sms(
                body, List.of(), shown.stream().map(one -> new Content.Shown(one, null)).toList()),
            clock.instant(),
            id,
            "appointment",
            id));
  }

  private List<String> arrived() {
    return sandbox().recorded("sms", "to", client).stream()
        .map(sms -> sms.path("body").asString())
        .toList();
  }

  private long open() {
    return transactions.read(
        shop().id(),
        () ->
            db.sql(
                    """
                    SELECT count(*) FROM integrations.webhook
                     WHERE tenant_id = :tenant AND state IN ('waiting', 'working')
                    """)
                .param("tenant", shop().id().value())
                .query(Long.class)
                .single());
  }

  private java.time.Instant from() {
    return clock.instant().minusSeconds(60);
  }

  // The sandbox's clock goes on while ours stands.
  private java.time.Instant until() {
    return clock.instant().plusSeconds(1_800);
  }

  private Delivery delivery(DeliveryId id) {
    return deliveries.require(shop().id(), id);
  }

  private TestDesk.TestTenant shop() {
    return Objects.requireNonNull(shop);
  }

  private ConnectionId connection() {
    return Objects.requireNonNull(connection);
  }

  private static String number(String prefix) {
    return prefix + String.format("%04d", NUMBERS.incrementAndGet() % 10_000);
  }

  protected static void until(BooleanSupplier done) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within 30 seconds");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
