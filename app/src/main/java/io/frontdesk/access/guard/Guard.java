package io.frontdesk.access.guard;

import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Open;
import io.frontdesk.access.SignedIn;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.web.ErrorReports;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/// Stands before every handler and lets nobody through by default.
///
/// It asks the handler that was matched and its path variables, never the raw path, so there is no
/// second reading of the URL that could disagree. Order: who is it, is the form genuine, have they
/// a place in this workspace, have they the permission.
@Component
class Guard implements HandlerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(Guard.class);
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final Doorkeeper doorkeeper;
  private final ApiKeys keys;
  private final Workspaces workspaces;
  private final Cookies cookies;
  private final SameSite sameSite;
  private final RateLimits limits;
  private final ClientAddress address;

  Guard(
      Sessions sessions,
      Doorkeeper doorkeeper,
      ApiKeys keys,
      Workspaces workspaces,
      Cookies cookies,
      SameSite sameSite,
      RateLimits limits,
      ClientAddress address) {
    this.sessions = sessions;
    this.doorkeeper = doorkeeper;
    this.keys = keys;
    this.workspaces = workspaces;
    this.cookies = cookies;
    this.sameSite = sameSite;
    this.limits = limits;
    this.address = address;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)
        || Visit.passed(request)
        || request.getDispatcherType() == DispatcherType.ERROR) {
      return true;
    }
    var door =
        Door.of(
            String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)));
    if (door != Door.OUTSIDE) {
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      requireCleanText(request);
    }
    switch (door) {
      case WORKSPACE -> enterWorkspace(request, response, needs(method));
      case API -> enterApi(request, response, needs(method));
      case OUTSIDE -> {}
      case OTHER -> enterOther(request, response, method);
    }
    Visit.pass(request);
    return true;
  }

  private void enterWorkspace(
      HttpServletRequest request, HttpServletResponse response, Needs needs) {
    var session = resumeSession(request);
    if (session == null) {
      throw new SignInNeeded();
    }
    limits.take(RateLimits.Group.PAGES, session.id().toString(), response);
    requireGenuineForm(request);
    var inside =
        doorkeeper
            .enter(session, pathVariable(request, "workspace"))
            .orElseThrow(() -> Refusal.notFound("This page"));
    Visit.inside(request, inside);
    require(inside.caller(), needs);
  }

  private void enterApi(HttpServletRequest request, HttpServletResponse response, Needs needs) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    var opened =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? keys.open(header.substring(BEARER.length()).strip())
            : java.util.Optional.<ApiKeys.Opened>empty();
    if (opened.isEmpty()) {
      limits.take(RateLimits.Group.STRANGERS, address.of(request), response);
    }
    var key =
        opened.orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "unauthenticated",
                    "Send a valid API key as Authorization: Bearer fdk_…",
                    java.util.List.of(),
                    Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"frontdesk\"")));
    limits.take(RateLimits.Group.API, key.key().id().toString(), response);
    var caller =
        new Caller(
            key.tenant(),
            workspaces.require(key.tenant()).slug(),
            new Actor.Key(key.key().id(), key.key().name()),
            key.key().scopes());
    Visit.caller(request, caller);
    require(caller, needs);
  }

  private void enterOther(
      HttpServletRequest request, HttpServletResponse response, HandlerMethod method) {
    var session = resumeSession(request);
    if (session == null) {
      limits.take(
          SAFE.contains(request.getMethod())
              ? RateLimits.Group.STRANGERS
              : RateLimits.Group.SIGN_IN,
          address.of(request),
          response);
    } else {
      limits.take(RateLimits.Group.PAGES, session.id().toString(), response);
    }
    if (method.hasMethodAnnotation(SignedIn.class)) {
      if (session == null) {
        throw new SignInNeeded();
      }
      requireGenuineForm(request);
      return;
    }
    var open = open(method);
    if (open == null) {
      throw unmarked(method);
    }
    if (open.csrf()) {
      if (session == null) {
        cookies
            .read(request, Cookies.Kind.VISITOR)
            .ifPresent(secret -> Visit.secret(request, secret));
      }
      requireGenuineForm(request);
    }
  }

  private io.frontdesk.access.account.@Nullable Session resumeSession(HttpServletRequest request) {
    var token = cookies.read(request, Cookies.Kind.SESSION);
    var session = token.flatMap(sessions::resume).orElse(null);
    if (session != null) {
      Visit.session(request, session, token.orElseThrow());
    }
    return session;
  }

  private void requireGenuineForm(HttpServletRequest request) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    var secret = Visit.secret(request);
    var presented = request.getHeader("X-CSRF-Token");
    if (presented == null) {
      presented = request.getParameter("_csrf");
    }
    if (!sameSite.isOurs(request)
        || secret == null
        || presented == null
        || !Csrf.matches(secret, presented)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "form.stale",
          "This form is out of date. Go back, reload the page and send it again.");
    }
  }

  // Hooks are not read: their signatures cover the raw body, which reading fields would consume.
  private static void requireCleanText(HttpServletRequest request) {
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (name.indexOf(0) >= 0 || Arrays.stream(values).anyMatch(v -> v.indexOf(0) >= 0)) {
                throw ErrorReports.badCharacters();
              }
            });
  }

  private static void require(Caller caller, Needs needs) {
    if (!caller.may(needs.value())) {
      throw Refusal.forbidden("This needs a permission you do not have: " + needs.value() + ".");
    }
  }

  private static Needs needs(HandlerMethod method) {
    var needs = method.getMethodAnnotation(Needs.class);
    if (needs == null) {
      throw unmarked(method);
    }
    return needs;
  }

  static @Nullable Open open(HandlerMethod method) {
    var open = method.getMethodAnnotation(Open.class);
    return open != null
        ? open
        : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Open.class);
  }

  private static Refusal unmarked(HandlerMethod method) {
    log.error("{} carries neither @Needs, @SignedIn nor @Open: refused", method);
    return Refusal.forbidden("This page is not open to anyone.");
  }

  private static String pathVariable(HttpServletRequest request, String name) {
    return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                instanceof Map<?, ?> variables
            && variables.get(name) instanceof String value
        ? value
        : "";
  }
}
