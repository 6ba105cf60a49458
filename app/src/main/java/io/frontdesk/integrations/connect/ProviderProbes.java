package io.frontdesk.integrations.connect;

import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.health.HealthProbe;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.http.OutboundHttp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// How the providers of each purpose fare, as far as this node has seen.
@Configuration(proxyBeanMethods = false)
class ProviderProbes {
  private final List<ConnectionKind> kinds;
  private final Pulses pulses;
  private final OutboundHttp http;
  private final Clock clock;

  ProviderProbes(List<ConnectionKind> kinds, Pulses pulses, OutboundHttp http, Clock clock) {
    this.kinds = kinds;
    this.pulses = pulses;
    this.http = http;
    this.clock = clock;
  }

  @Bean
  HealthProbe voiceProbe() {
    return new Probe("voice", "The voice platform", "Voice");
  }

  @Bean
  HealthProbe smsProbe() {
    return new Probe("sms", "The carrier of text messages", "SMS");
  }

  @Bean
  HealthProbe mailProbe() {
    return new Probe("mail", "Mail servers", "E-mail");
  }

  private final class Probe implements HealthProbe {
    private final String name;
    private final String meaning;
    private final String purpose;

    Probe(String name, String meaning, String purpose) {
      this.name = name;
      this.meaning = meaning;
      this.purpose = purpose;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String meaning() {
      return meaning;
    }

    @Override
    public Health check() {
      var answered = latest(Pulses.Pulse::answered);
      var failed = latest(Pulses.Pulse::failed);
      var heard = latest(Pulses.Pulse::heard);
      long open =
          providers().stream().mapToLong(p -> http.openBreakers().getOrDefault(p, 0L)).sum();
      var facts = new HashMap<String, Object>();
      facts.put("openBreakers", open);
      put(facts, "lastAnswer", answered);
      put(facts, "lastFailure", failed);
      put(facts, "lastCallToUs", heard);
      boolean failing = failed != null && (answered == null || failed.isAfter(answered));
      return new Health(
          open > 0 || failing ? Level.DEGRADED : Level.UP,
          words(open, failing, answered, failed, heard),
          facts);
    }

    private List<String> providers() {
      return kinds.stream()
          .filter(kind -> kind.purpose().equals(purpose))
          .map(ConnectionKind::provider)
          .toList();
    }

    private @Nullable Instant latest(Function<Pulses.Pulse, @Nullable Instant> which) {
      return providers().stream()
          .map(provider -> which.apply(pulses.of(provider)))
          .filter(Objects::nonNull)
          .max(Instant::compareTo)
          .orElse(null);
    }

    private String words(
        long open,
        boolean failing,
        @Nullable Instant answered,
        @Nullable Instant failed,
        @Nullable Instant heard) {
      if (open > 0) {
        return "Calls of " + open + " workspaces are held back because too many failed.";
      }
      if (failing && failed != null) {
        return "It failed "
            + ago(failed)
            + (answered == null ? "." : "; it last answered " + ago(answered) + ".");
      }
      if (answered == null && heard == null) {
        return "Nothing was asked of it since the start.";
      }
      return (answered == null ? "" : "It answered " + ago(answered) + ". ")
          + (heard == null ? "" : "It called us " + ago(heard) + ".");
    }

    private String ago(Instant at) {
      var since = Duration.between(at, clock.instant());
      if (since.compareTo(Duration.ofSeconds(1)) < 0) {
        return "just now";
      }
      return (since.toHours() > 0
              ? since.toHours() + " h"
              : since.toMinutes() > 0 ? since.toMinutes() + " min" : since.toSeconds() + " s")
          + " ago";
    }

    private static void put(HashMap<String, Object> facts, String name, @Nullable Instant at) {
      if (at != null) {
        facts.put(name, at.toString());
      }
    }
  }
}
