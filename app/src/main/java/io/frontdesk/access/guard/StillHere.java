package io.frontdesk.access.guard;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Presence;
import io.frontdesk.access.account.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class StillHere implements Presence {
  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final Cookies cookies;

  StillHere(Sessions sessions, Doorkeeper doorkeeper, Cookies cookies) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.cookies = cookies;
  }

  @Override
  public Optional<Caller> again(HttpServletRequest request) {
    var before = Visit.inside(request);
    return before == null
        ? Optional.empty()
        : cookies
            .read(request, Cookies.Kind.SESSION)
            .flatMap(sessions::peek)
            .flatMap(session -> doorkeeper.enter(session, before.caller().workspace()))
            .map(Visit.Inside::caller);
  }
}
