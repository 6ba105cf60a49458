package io.frontdesk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Opt-outs shared within an agency, and what a workspace can't do with them.
@FrontdeskTest
class AgencySuppressionTest {
  private static final Actor DESK = new Actor.Program("the desk");
  private static final String CLIENT = "+12125550142";

  @Autowired private TestDesk desk;
  @Autowired private ContactPolicy policy;
  @Autowired private Suppressions suppressions;
  @Autowired private WorkspaceRules rules;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  private TenantId agency;
  private TenantId one;
  private TenantId other;
  private TenantId stranger;

  @BeforeEach
  void an_agency_with_two_shops_and_a_stranger() {
    clock.set("2026-06-08T16:00:00Z");
    var above = desk.tenant().named("Agency").create();
    agency = above.id();
    one = desk.tenant().under(above).create().id();
    other = desk.tenant().under(above).create().id();
    stranger = desk.tenant().create().id();
    for (var tenant : new TenantId[] {agency, one, other, stranger}) {
      rules.shareWithAgency(tenant, true);
    }
  }

  @Test
  void an_opt_out_holds_in_every_workspace_that_shares() {
    assertThat(decide(other)).isInstanceOf(Decision.Allow.class);
    optOut(one, Suppression.Reason.OPT_OUT);

    assertThat(decide(one).rule().id()).isEqualTo("suppression.opt-out");
    assertThat(decide(other).rule().id()).isEqualTo("suppression.agency");
    assertThat(decide(agency).rule().id()).isEqualTo("suppression.agency");
    assertThat(decide(stranger)).isInstanceOf(Decision.Allow.class);
    // However the number is written; and no other number.
    assertThat(decide(other, "+1 (212) 555-0142")).isInstanceOf(Decision.Refuse.class);
    assertThat(decide(other, "+12125550143")).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void who_does_not_share_neither_gives_nor_takes() {
    optOut(one, Suppression.Reason.OPT_OUT);

    rules.shareWithAgency(other, false);
    assertThat(decide(other)).isInstanceOf(Decision.Allow.class);
    assertThat(decide(agency)).isInstanceOf(Decision.Refuse.class);
    rules.shareWithAgency(other, true);
    rules.shareWithAgency(one, false);
    assertThat(decide(other)).isInstanceOf(Decision.Allow.class);
    // The choice holds for what was said before it.
    rules.shareWithAgency(one, true);
    assertThat(decide(other)).isInstanceOf(Decision.Refuse.class);
    assertThat(rules.sharesWithAgency(one)).isTrue();
  }

  @Test
  void taking_back_an_opt_out_takes_back_only_ones_own() {
    optOut(one, Suppression.Reason.OPT_OUT);
    optOut(other, Suppression.Reason.OPT_OUT);

    suppressions.lift(one, Channel.SMS, CLIENT, "START", DESK, clock.instant());

    assertThat(decide(one).rule().id()).isEqualTo("suppression.agency");
    assertThat(decide(other).rule().id()).isEqualTo("suppression.opt-out");
    suppressions.lift(other, Channel.SMS, CLIENT, "START", DESK, clock.instant());
    assertThat(decide(one)).isInstanceOf(Decision.Allow.class);
    assertThat(decide(agency)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void a_text_saying_start_leaves_a_complaint_on_the_list() {
    optOut(one, Suppression.Reason.OPT_OUT);
    optOut(one, Suppression.Reason.COMPLAINT);

    suppressions.lift(one, Channel.SMS, CLIENT, "START", DESK, clock.instant());

    assertThat(decide(one)).isInstanceOf(Decision.Refuse.class);
    assertThat(decide(other)).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void a_bounce_and_a_desks_own_entry_stay_in_their_workspace() {
    optOut(one, Suppression.Reason.BOUNCE);
    optOut(one, Suppression.Reason.STAFF);

    assertThat(decide(one)).isInstanceOf(Decision.Refuse.class);
    assertThat(decide(other)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void the_confirmation_of_an_opt_out_goes_whatever_was_said_elsewhere() {
    optOut(one, Suppression.Reason.OPT_OUT);
    clock.set("2026-06-08T18:00:00Z");
    optOut(other, Suppression.Reason.OPT_OUT);

    assertThat(
            policy.decide(
                other,
                new ContactQuestion(Channel.SMS, Purpose.COMPLIANCE, CLIENT, clock.instant())))
        .isInstanceOf(Decision.Allow.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM policy.agency_suppression",
        "SELECT count(*) FROM policy.agency_key",
        "SELECT count(*) FROM policy.agency_member",
        "INSERT INTO policy.agency_member SELECT workspace, true FROM tenancy.directory",
        "UPDATE policy.agency_suppression SET scope = 'MARKETING'",
        "DELETE FROM policy.agency_suppression",
        "SELECT policy.own_agency()",
        "SELECT policy.agency_hash('x')",
      })
  void the_list_is_closed_to_the_applications_own_role(String attack) {
    optOut(one, Suppression.Reason.OPT_OUT);

    assertThatThrownBy(
            () -> transactions.write(other, () -> db.sql(attack).query((_, _) -> true).list()))
        .hasStackTraceContaining("permission denied");
  }

  @Test
  void a_stranger_reaches_nothing_through_the_functions() {
    optOut(one, Suppression.Reason.OPT_OUT);

    // A workspace of no agency asks, bars and lifts: it finds and changes only its own list.
    optOut(stranger, Suppression.Reason.OPT_OUT);
    suppressions.lift(stranger, Channel.SMS, CLIENT, "START", DESK, clock.instant());
    optOut(stranger, Suppression.Reason.COMPLAINT);

    assertThat(decide(other).rule().id()).isEqualTo("suppression.agency");
    suppressions.lift(one, Channel.SMS, CLIENT, "START", DESK, clock.instant());
    assertThat(decide(other)).isInstanceOf(Decision.Allow.class);
    assertThat(decide(agency)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void without_a_tenant_the_functions_do_nothing() {
    optOut(one, Suppression.Reason.OPT_OUT);

    long found =
        transactions.withoutTenant(
            () -> {
              db.sql("SELECT policy.share_with_agency(true)").query((_, _) -> true).list();
              return db.sql(
                      "SELECT count(*) FROM policy.agency_suppressions('SMS', sha256('+12125550142'))")
                  .query(Long.class)
                  .single();
            });

    assertThat(found).isZero();
  }

  private void optOut(TenantId tenant, Suppression.Reason reason) {
    suppressions.suppress(
        tenant, Channel.SMS, CLIENT, Suppression.Scope.ALL, reason, "text a test", DESK);
  }

  private Decision decide(TenantId tenant) {
    return decide(tenant, CLIENT);
  }

  private Decision decide(TenantId tenant, String number) {
    return policy.decide(
        tenant, new ContactQuestion(Channel.SMS, Purpose.TRANSACTIONAL, number, clock.instant()));
  }
}
