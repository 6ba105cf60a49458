package io.frontdesk.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.delivery.SenderLimits;
import io.frontdesk.delivery.SenderLimits.BrandTier;
import io.frontdesk.delivery.SenderLimits.CampaignClass;
import io.frontdesk.delivery.SenderLimits.Kind;
import io.frontdesk.delivery.Senders;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes by hand at made-up times, so that no other test's dispatcher finds the rows due.
@FrontdeskTest
class ClaimTest {
  private static final Instant START = Instant.parse("2030-05-06T18:00:00Z");
  private static final int MANY = 100_000;
  private static final UUID ONE_NODE = UUID.randomUUID();
  private static final UUID OTHER_NODE = UUID.randomUUID();

  @Autowired private TestDesk desk;
  @Autowired private Senders senders;
  @Autowired private ClaimStore claims;
  @Autowired private QueueStore queues;
  @Autowired private HandoverStore handovers;
  @Autowired private TenantTransactions transactions;
  @Autowired private WorkerTransactions workers;
  @Autowired private JdbcClient db;

  private TenantId shop = new TenantId(Uuid7.next());

  @BeforeEach
  void a_shop_with_a_number() {
    shop = shop();
  }

  @Test
  void two_dispatchers_together_keep_a_numbers_rate() throws Exception {
    limit(new SenderLimits(Kind.TOLL_FREE, null, null, CampaignClass.NONE, null, BrandTier.NONE));
    waiting(shop, Purpose.REMINDER, 200, 1, START);

    assertThat(raced(START)).isEqualTo(20);
    assertThat(raced(START)).isZero();
    assertThat(raced(START.plusMillis(500))).isEqualTo(10);
    // An hour's pause saves up no more than one burst.
    assertThat(raced(START.plusSeconds(3_600))).isEqualTo(20);
  }

  @Test
  void a_number_without_registration_sends_one_in_ten_seconds() throws Exception {
    limit(new SenderLimits(Kind.LONG_CODE, null, null, CampaignClass.NONE, null, BrandTier.NONE));
    waiting(shop, Purpose.CONVERSATION, 5, 1, START);

    assertThat(raced(START)).isEqualTo(1);
    assertThat(raced(START.plusSeconds(9))).isZero();
    assertThat(raced(START.plusSeconds(10))).isEqualTo(1);
  }

  @Test
  void two_dispatchers_together_keep_what_may_be_in_flight() throws Exception {
    limit(new SenderLimits(Kind.UNSET, 3, null, CampaignClass.NONE, null, BrandTier.NONE));
    waiting(shop, Purpose.REMINDER, 50, 1, START);

    assertThat(raced(START)).isEqualTo(3);
    assertThat(raced(START.plusSeconds(60))).isZero();
    set("sent", "state = 'claimed'", 2);
    assertThat(raced(START.plusSeconds(61))).isEqualTo(2);
  }

  @Test
  void a_mail_server_gets_no_more_letters_at_once_than_its_lines_carry() throws Exception {
    senders.register(shop, Channel.EMAIL, "desk@shop.example", "fake", UUID.randomUUID(), null);
    var mailbox =
        senders.list(shop).stream().filter(one -> one.channel() == Channel.EMAIL).findFirst();
    waiting(shop, mailbox.orElseThrow().id(), Purpose.MARKETING, 100, 1, START);

    assertThat(raced(START)).isEqualTo(8);
    set("sent", "state = 'claimed'", 3);
    assertThat(raced(START.plusSeconds(1))).isEqualTo(3);
  }

  @Test
  void no_sixty_seconds_hold_more_parts_than_the_campaigns_class() throws Exception {
    limit(
        new SenderLimits(Kind.REGISTERED, null, "spring", CampaignClass.E_F, null, BrandTier.NONE));
    waiting(shop, Purpose.MARKETING, 400, 2, START);
    var perSecond = new ArrayList<Integer>();

    for (int second = 0; second < 150; second++) {
      perSecond.add(2 * raced(START.plusSeconds(second)));
    }

    for (int from = 0; from + 60 <= perSecond.size(); from++) {
      assertThat(perSecond.subList(from, from + 60).stream().mapToInt(Integer::intValue).sum())
          .isLessThanOrEqualTo(240);
    }
    assertThat(perSecond.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(480);
  }

  @Test
  void a_text_longer_than_the_meter_holds_goes_when_the_meter_is_full() {
    limit(new SenderLimits(Kind.REGISTERED, null, null, CampaignClass.T, null, BrandTier.NONE));
    waiting(shop, Purpose.REMINDER, 2, 10, START);

    assertThat(claim(ONE_NODE, START, 10, shop)).hasSize(1);
    assertThat(claim(ONE_NODE, START.plusSeconds(5), 10, shop)).isEmpty();
    assertThat(claim(ONE_NODE, START.plusSeconds(60), 10, shop)).hasSize(1);
  }

  @Test
  void a_brands_day_is_shared_by_its_numbers_and_begins_at_midnight_pacific() throws Exception {
    var limits =
        new SenderLimits(Kind.REGISTERED, null, null, CampaignClass.NONE, "us", BrandTier.LOW);
    senders.register(shop, Channel.SMS, "+13125550198", "fake", UUID.randomUUID(), null);
    for (var sender : senders.list(shop)) {
      senders.limit(shop, new Actor.Program("test"), sender.id(), limits);
      waiting(shop, sender.id(), Purpose.REMINDER, 150, 20, START);
    }

    assertThat(raced(START)).isEqualTo(100);
    assertThat(raced(Instant.parse("2030-05-07T06:59:59Z"))).isZero();
    assertThat(raced(Instant.parse("2030-05-07T07:00:00Z"))).isEqualTo(100);
  }

  @Test
  void a_flood_delays_another_tenants_single_message_by_no_more_than_a_claim() {
    waiting(shop, Purpose.CONVERSATION, MANY, 1, START.minusSeconds(3_600));
    assertThat(claim(ONE_NODE, START, 40, shop)).hasSize(40);
    var other = shop();
    waiting(other, Purpose.MARKETING, 1, 1, START);

    var next = claim(ONE_NODE, START, 2, shop, other);

    assertThat(next).extracting(Claimed::tenant).contains(other);
  }

  @Test
  void tenants_share_by_weight_when_all_have_more_than_can_go() {
    var others = List.of(shop(), shop());
    for (var tenant : List.of(shop, others.get(0), others.get(1))) {
      waiting(tenant, Purpose.MARKETING, 300, 1, START);
    }
    claim(ONE_NODE, START, 3, shop, others.get(0), others.get(1));
    weigh(shop, 2);
    var got = new ArrayList<Claimed>();

    for (int i = 0; i < 50; i++) {
      got.addAll(claim(ONE_NODE, START, 4, shop, others.get(0), others.get(1)));
    }

    assertThat(got).hasSize(200);
    assertThat(got.stream().filter(one -> one.tenant().equals(shop)).count()).isBetween(85L, 115L);
  }

  @Test
  void what_one_tenant_leaves_over_another_takes() {
    var other = shop();
    waiting(shop, Purpose.MARKETING, 2, 1, START);
    waiting(other, Purpose.MARKETING, 100, 1, START);

    assertThat(claim(ONE_NODE, START, 40, shop, other)).hasSize(40);
  }

  @Test
  void conversation_goes_before_reminder_before_campaign() {
    waiting(shop, Purpose.MARKETING, 3, 1, START.minusSeconds(30));
    waiting(shop, Purpose.REMINDER, 3, 1, START.minusSeconds(20));
    waiting(shop, Purpose.CONVERSATION, 3, 1, START);

    assertThat(purposes(claim(ONE_NODE, START, 3, shop))).containsOnly("CONVERSATION");
    assertThat(purposes(claim(ONE_NODE, START, 3, shop))).containsOnly("REMINDER");
    assertThat(purposes(claim(ONE_NODE, START, 3, shop))).containsOnly("MARKETING");
  }

  @Test
  void an_old_campaign_gets_one_claim_in_eight_beside_endless_conversation() {
    waiting(shop, Purpose.MARKETING, 50, 1, START.minus(Duration.ofMinutes(11)));
    waiting(shop, Purpose.CONVERSATION, 200, 1, START);
    var got = new ArrayList<Claimed>();

    for (int i = 0; i < 80; i++) {
      got.addAll(claim(ONE_NODE, START, 1, shop));
    }

    assertThat(purposes(got)).filteredOn("MARKETING"::equals).hasSize(10);
  }

  @Test
  void two_dispatchers_never_claim_one_delivery() throws Exception {
    waiting(shop, Purpose.REMINDER, 500, 1, START);
    var got = new ArrayList<Claimed>();

    try (var threads = Executors.newFixedThreadPool(4)) {
      var racing =
          List.of(ONE_NODE, OTHER_NODE, ONE_NODE, OTHER_NODE).stream()
              .map(
                  node ->
                      threads.submit(
                          () -> {
                            var mine = new ArrayList<Claimed>();
                            for (int i = 0; i < 20; i++) {
                              mine.addAll(claim(node, START, 10, shop));
                            }
                            return mine;
                          }))
              .toList();
      for (var one : racing) {
        got.addAll(one.get());
      }
    }

    assertThat(got).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void the_next_due_moment_is_known_exactly() {
    var later = START.plusSeconds(77);
    waiting(shop, Purpose.REMINDER, 1, 1, later);

    assertThat(claims.due(later.minusMillis(1)).tenants()).doesNotContain(shop);
    assertThat(claims.due(later.minusMillis(1)).next()).isBeforeOrEqualTo(later);
    assertThat(claims.due(later).tenants()).contains(shop);
  }

  // Nothing of it is due for the dispatchers of other tests, whose clock stands in 2026.
  private TenantId shop() {
    var tenant = desk.tenant().create().id();
    senders.register(tenant, Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
    return tenant;
  }

  private void limit(SenderLimits limits) {
    senders.limit(shop, new Actor.Program("test"), senders.list(shop).getFirst().id(), limits);
  }

  private void waiting(TenantId tenant, Purpose purpose, int many, int segments, Instant due) {
    waiting(tenant, senders.list(tenant).getFirst().id(), purpose, many, segments, due);
  }

  private void waiting(
      TenantId tenant, UUID line, Purpose purpose, int many, int segments, Instant due) {
    transactions.write(
        tenant,
        () ->
            db.sql(
                    """
                    INSERT INTO delivery.delivery
                           (tenant_id, id, contact_id, channel, address, purpose, priority, body,
                            segments, line, state, not_before, due_at, idempotency_key, ref_type,
                            ref_id, created_at, changed_at)
                    SELECT :tenant, gen_random_uuid(), gen_random_uuid(), 'SMS', '+13125550100',
                           :purpose, :priority, 'x', :segments, :line, 'waiting', :due, :due,
                           gen_random_uuid()::text, 'test', 'claim', :due, :due
                      FROM generate_series(1, :many)
                    """)
                .param("tenant", tenant.value())
                .param("purpose", purpose.name())
                .param("priority", purpose.ordinal())
                .param("segments", segments)
                .param("line", line)
                .param("due", due.atOffset(ZoneOffset.UTC))
                .param("many", many)
                .update());
  }

  private void set(String state, String where, int many) {
    transactions.write(
        shop,
        () ->
            db.sql(
                    "UPDATE delivery.delivery SET state = :state, lease_owner = NULL, lease_until ="
                        + " NULL WHERE tenant_id = :tenant AND id IN (SELECT id FROM"
                        + " delivery.delivery WHERE tenant_id = :tenant AND "
                        + where
                        + " LIMIT :many)")
                .param("state", state)
                .param("tenant", shop.value())
                .param("many", many)
                .update());
  }

  private void weigh(TenantId tenant, int weight) {
    workers("UPDATE delivery.turn SET weight = " + weight + " WHERE tenant_id = '" + tenant + "'");
  }

  private void workers(String sql) {
    int unused = workers.db().sql(sql).update();
  }

  // As a dispatcher does, round after round until its hands are full or nothing more may go.
  private List<Claimed> claim(UUID node, Instant at, int hands, TenantId... tenants) {
    var free = new Hands(hands, hands);
    var all = new ArrayList<Claimed>();
    int before;
    do {
      before = all.size();
      var turns = claims.turns(List.of(tenants));
      free.share(turns)
          .forEach(
              (tenant, share) -> {
                var taken = take(node, at, tenant, share, turns);
                free.giveBack(tenant, share - taken.size());
                all.addAll(taken);
              });
    } while (all.size() > before);
    return all;
  }

  private List<Claimed> take(
      UUID node, Instant at, TenantId tenant, int most, List<ClaimStore.Turn> turns) {
    double front = turns.stream().mapToDouble(ClaimStore.Turn::used).max().orElse(0);
    return transactions.write(
        tenant,
        () -> {
          var ids = queues.take(tenant, at, most, front);
          handovers.claimAll(tenant, ids, node, at.plus(Sending.LEASE));
          return ids.stream().map(id -> new Claimed(tenant, id)).toList();
        });
  }

  // Two nodes at once, again and again until neither gets anything at this moment.
  private int raced(Instant at) throws Exception {
    int sum = 0;
    try (var threads = Executors.newFixedThreadPool(2)) {
      while (true) {
        var one = threads.submit(() -> claim(ONE_NODE, at, 40, shop).size());
        var other = threads.submit(() -> claim(OTHER_NODE, at, 40, shop).size());
        int got = one.get() + other.get();
        if (got == 0) {
          return sum;
        }
        sum += got;
      }
    }
  }

  private List<String> purposes(List<Claimed> claimed) {
    return transactions.read(
        shop,
        () ->
            db.sql("SELECT purpose FROM delivery.delivery WHERE tenant_id = :t AND id = ANY(:ids)")
                .param("t", shop.value())
                .param("ids", claimed.stream().map(one -> one.id().value()).toArray(UUID[]::new))
                .query((row, _) -> Sql.text(row, "purpose"))
                .list());
  }
}
