package io.frontdesk.access.guard;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Notice;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.Stranger;
import io.frontdesk.access.account.Session;
import io.frontdesk.access.account.Tokens;
import io.frontdesk.access.member.MemberStore.Reach;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Puts the guard before every handler and gives handlers what it found.
@Configuration(proxyBeanMethods = false)
class GuardWeb implements WebMvcConfigurer {
  private final Guard guard;
  private final Doorkeeper doorkeeper;
  private final Cookies cookies;
  private final Notices notices;
  private final ClientAddress address;
  private final String version;

  GuardWeb(
      Guard guard,
      Doorkeeper doorkeeper,
      Cookies cookies,
      Notices notices,
      ClientAddress address,
      ObjectProvider<BuildProperties> build) {
    this.guard = guard;
    this.doorkeeper = doorkeeper;
    this.cookies = cookies;
    this.notices = notices;
    this.address = address;
    var properties = build.getIfAvailable();
    var built = properties == null ? null : properties.getVersion();
    this.version = built == null ? "development" : built;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(guard).order(Ordered.HIGHEST_PRECEDENCE);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(giving(Caller.class, (request, _) -> Visit.caller(request)));
    resolvers.add(giving(Session.class, (request, _) -> Visit.session(request)));
    resolvers.add(giving(Notice.class, (_, response) -> notices.on(response)));
    resolvers.add(giving(Frame.class, this::frame));
    resolvers.add(giving(PublicFrame.class, this::publicFrame));
    resolvers.add(giving(Stranger.class, (request, _) -> new Stranger(address.network(request))));
  }

  // Before the door of hooks, which is no handler, and behind what bounds every request.
  @Bean
  static FilterRegistrationBean<HookLimit> hookLimit(RateLimits limits, ClientAddress address) {
    var registration = new FilterRegistrationBean<>(new HookLimit(limits, address));
    registration.addUrlPatterns("/hooks/*");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
    return registration;
  }

  private @Nullable Frame frame(HttpServletRequest request, HttpServletResponse response) {
    var inside = Visit.inside(request);
    var session = Visit.session(request);
    if (inside == null || session == null) {
      return null;
    }
    return new Frame(
        inside.caller(),
        inside.workspaceName(),
        session.name(),
        inside.roleLabel(),
        Csrf.token(Objects.requireNonNull(Visit.secret(request))),
        version,
        others(session, inside.caller()),
        notices.take(request, response));
  }

  private PublicFrame publicFrame(HttpServletRequest request, HttpServletResponse response) {
    var secret = Visit.secret(request);
    if (secret == null) {
      secret = cookies.read(request, Cookies.Kind.VISITOR).orElse(null);
    }
    if (secret == null) {
      secret = Tokens.next();
      cookies.set(response, Cookies.Kind.VISITOR, secret);
      Visit.secret(request, secret);
    }
    return new PublicFrame(Csrf.token(secret), version);
  }

  private List<Frame.Other> others(Session session, Caller caller) {
    return doorkeeper.reach(session).stream()
        .filter(reach -> !reach.workspace().equals(caller.tenant()))
        .map((Reach reach) -> new Frame.Other(reach.slug(), reach.name()))
        .toList();
  }

  /// How a handler's parameter is found; null means that the guard did not let anyone in here.
  private interface Finder<T> {
    @Nullable T find(HttpServletRequest request, HttpServletResponse response);
  }

  private static <T> HandlerMethodArgumentResolver giving(Class<T> type, Finder<T> finder) {
    return new HandlerMethodArgumentResolver() {
      @Override
      public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == type;
      }

      @Override
      public @Nullable Object resolveArgument(
          MethodParameter parameter,
          @Nullable ModelAndViewContainer container,
          NativeWebRequest request,
          @Nullable WebDataBinderFactory binders) {
        var found =
            finder.find(
                Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
        if (found == null && !parameter.isOptional()) {
          throw new IllegalStateException(
              type.getSimpleName() + " is not available here: " + parameter.getExecutable());
        }
        return found;
      }
    };
  }
}
