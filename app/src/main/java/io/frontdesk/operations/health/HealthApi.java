package io.frontdesk.operations.health;

import io.frontdesk.access.Open;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.health.HealthBoard;
import io.frontdesk.platform.health.HealthProbe.Level;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// Health for load balancers and monitors, and metrics for Prometheus. Health is open to anyone and
/// says how things fare, never where they are or whose; `/metrics` asks for the token of the
/// setting `metrics.token`, or, without that setting, answers only this machine.
@RestController
class HealthApi {
  private final HealthBoard board;
  private final Build build;
  private final Optional<String> token;
  private final @Nullable PrometheusMeterRegistry metrics;

  HealthApi(
      HealthBoard board,
      Build build,
      Settings settings,
      ObjectProvider<PrometheusMeterRegistry> metrics) {
    this.board = board;
    this.build = build;
    this.token = settings.find(PlatformSettings.METRICS_TOKEN);
    this.metrics = metrics.getIfAvailable();
  }

  /// The process answers; nothing more. A restart would not mend what is down elsewhere.
  @Open("for monitors; says only that the program runs")
  @GetMapping("/health/live")
  Map<String, Object> live() {
    return body(Level.UP, "Frontdesk runs.");
  }

  /// Requests can be served.
  @Open("for load balancers; says only whether requests can be served")
  @GetMapping("/health/ready")
  ResponseEntity<Map<String, Object>> ready() {
    boolean ready = board.ready();
    var body = body(ready ? Level.UP : Level.DOWN, ready ? "Ready." : "Not ready.");
    var parts = new LinkedHashMap<String, String>();
    board.entries().forEach(entry -> parts.put(entry.name(), name(entry.health().level())));
    body.put("parts", parts);
    return ResponseEntity.status(ready ? 200 : 503).body(body);
  }

  /// One dependency.
  @Open("for monitors; numbers about the program, none about tenants")
  @GetMapping("/health/{probe:(?!live$|ready$)[a-z-]+}")
  ResponseEntity<Map<String, Object>> one(@PathVariable String probe) {
    var entry = board.entry(probe).orElseThrow(() -> Refusal.notFound("Probe"));
    var body = body(entry.health().level(), entry.health().words());
    body.put("facts", entry.health().facts());
    return ResponseEntity.status(entry.health().level() == Level.DOWN ? 503 : 200).body(body);
  }

  @Open("for Prometheus; asks for a token of its own or answers this machine only")
  @GetMapping("/metrics")
  ResponseEntity<String> metrics(
      HttpServletRequest request,
      @RequestHeader(name = "Authorization", required = false) @Nullable String authorization) {
    if (metrics == null || !mayReadMetrics(request, authorization)) {
      throw Refusal.notFound("This page");
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8"))
        .body(metrics.scrape());
  }

  private boolean mayReadMetrics(HttpServletRequest request, @Nullable String authorization) {
    if (token.isEmpty()) {
      // A proxy on this machine would make everyone local, so what came through one is not.
      return request.getHeader("X-Forwarded-For") == null
          && request.getHeader("Forwarded") == null
          && isLoopback(request.getRemoteAddr());
    }
    return authorization != null
        && MessageDigest.isEqual(
            authorization.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Object> body(Level level, String words) {
    var body = new LinkedHashMap<String, Object>();
    body.put("status", name(level));
    body.put("detail", words);
    body.put("version", build.version());
    body.put("build", build.build());
    return body;
  }

  private static String name(Level level) {
    return level.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
