package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.AccountId;
import io.frontdesk.access.Presence;
import io.frontdesk.access.Presence.Stay;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.testing.TestDesk;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class StillHereTest {
  @Autowired private TestDesk desk;
  @Autowired private Presence presence;
  @Autowired private Sessions sessions;

  @Test
  void many_are_asked_about_at_once_and_each_is_told_apart() {
    var agency = desk.tenant().create();
    var shop = desk.tenant().under(agency).create();
    var other = desk.tenant().create();
    var above = stay(agency.ownerAccount(), shop.slug());
    var viewerAbove = stay(agency.member(Role.VIEWER), shop.slug());
    var owner = stay(shop.ownerAccount(), shop.slug());
    var viewer = stay(shop.member(Role.VIEWER), shop.slug());
    var elsewhere = stay(other.ownerAccount(), other.slug());
    var stranger = stay(other.ownerAccount(), shop.slug());
    var nowhere = stay(shop.ownerAccount(), "no-such-place");
    var unknown = new Stay(UUID.randomUUID(), shop.slug());
    var gone = desk.account("Gone");
    shop.join(gone, Role.MANAGER);
    var ended = stay(gone, shop.slug());
    sessions.endAll(gone);

    var allowed =
        presence.still(
            List.of(
                above, viewerAbove, owner, viewer, elsewhere, stranger, nowhere, unknown, ended));

    assertThat(allowed)
        .isEqualTo(
            Map.of(
                above, Role.OWNER.permissions(),
                owner, Role.OWNER.permissions(),
                viewer, Role.VIEWER.permissions(),
                elsewhere, Role.OWNER.permissions()));
    assertThat(presence.still(List.of())).isEmpty();
  }

  @Test
  void a_changed_role_is_seen() {
    var shop = desk.tenant().create();
    var account = shop.member(Role.MANAGER);
    var stay = stay(account, shop.slug());
    shop.become(account, Role.VIEWER);

    assertThat(presence.still(List.of(stay))).containsEntry(stay, Role.VIEWER.permissions());
  }

  private Stay stay(AccountId account, String workspace) {
    sessions.start(account, "127.0.0.1", "test");
    return new Stay(sessions.of(account).getFirst().id(), workspace);
  }
}
