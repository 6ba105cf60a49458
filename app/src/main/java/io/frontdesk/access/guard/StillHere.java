package io.frontdesk.access.guard;

import io.frontdesk.access.Permission;
import io.frontdesk.access.Presence;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.member.MemberStore.Standing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

@Component
class StillHere implements Presence {
  private final Sessions sessions;
  private final Doorkeeper doorkeeper;

  StillHere(Sessions sessions, Doorkeeper doorkeeper) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
  }

  @Override
  public Optional<Stay> of(HttpServletRequest request) {
    var session = Visit.session(request);
    var inside = Visit.inside(request);
    return session == null || inside == null
        ? Optional.empty()
        : Optional.of(new Stay(session.id(), inside.caller().workspace()));
  }

  @Override
  public Map<Stay, Set<Permission>> still(Collection<Stay> stays) {
    var live = sessions.live(stays.stream().map(Stay::session).distinct().toList());
    var standings = new HashMap<Stay, Standing>();
    for (var stay : stays) {
      var session = live.get(stay.session());
      if (session != null) {
        standings.put(stay, new Standing(session.account(), stay.workspace()));
      }
    }
    var roles = doorkeeper.roles(Set.copyOf(standings.values()));
    var allowed = new HashMap<Stay, Set<Permission>>();
    standings.forEach(
        (stay, standing) -> {
          var role = roles.get(standing);
          if (role != null) {
            allowed.put(stay, role.permissions());
          }
        });
    return allowed;
  }
}
