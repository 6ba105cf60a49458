package io.frontdesk.access;

import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.SpecialDay;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

@Component
class AccessSeed implements TenantSeed {
  private final Team team;
  private final ApiKeys keys;
  private final OpeningHours hours;
  private final Sessions sessions;

  AccessSeed(Team team, ApiKeys keys, OpeningHours hours, Sessions sessions) {
    this.team = team;
    this.keys = keys;
    this.hours = hours;
    this.sessions = sessions;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var owner = tenant.ownerCaller();
    tenant.join(tenant.member(Role.VIEWER), Role.VIEWER);
    var viewer =
        tenant.members().stream().filter(m -> m.role() == Role.VIEWER).findFirst().orElseThrow();
    var invitation =
        team.invite(owner, new EmailAddress("new-" + canary.email().value()), Role.VIEWER);
    var key = keys.make(owner, "Key of " + canary.word(), Set.of(Permission.VIEW_CALLS), null);
    hours.set(
        tenant.id(),
        new SpecialDay(
            LocalDate.of(2026, 12, 24),
            "Half day of " + canary.word(),
            List.of(TimeRange.of("09:00", "12:00"))));
    sessions.start(tenant.ownerAccount(), "127.0.0.1", "browser of " + canary.word());
    return Map.of(
        "member", viewer.id().value().toString(),
        "account", viewer.account().value().toString(),
        "invitation", invitation.invitation().id().toString(),
        "key", key.key().id().toString(),
        "session", sessions.of(tenant.ownerAccount()).getFirst().id().toString(),
        "day", "2026-12-24");
  }
}
