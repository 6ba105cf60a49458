package io.frontdesk.access.guard;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Presence;
import io.frontdesk.access.account.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
  public Map<Stay, Caller> still(Collection<Stay> stays) {
    var live = sessions.live(stays.stream().map(Stay::session).distinct().toList());
    var callers = new HashMap<Stay, Caller>();
    for (var stay : stays) {
      var session = live.get(stay.session());
      if (session != null) {
        doorkeeper
            .enter(session, stay.workspace())
            .ifPresent(inside -> callers.put(stay, inside.caller()));
      }
    }
    return callers;
  }
}
