package io.frontdesk.integrations;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A tenant's account with a provider, with its credentials in the clear. Prints without them; keep
/// it in memory only as long as the call it is for.
///
/// @param provider the [ConnectionKind]'s name, e.g. `vapi`
/// @param active false while switched off: its hook answers 404 and nothing is sent through it
public record Connection(
    ConnectionId id,
    TenantId tenant,
    String provider,
    String name,
    boolean active,
    Config config,
    int version) {

  /// The fields of a connection by their names.
  ///
  /// @param previous old values of secrets that are being rotated
  public record Config(Map<String, String> values, Map<String, Previous> previous) {
    public Config {
      values = Map.copyOf(values);
      previous = Map.copyOf(previous);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// A secret's old value, still accepted until then.
  public record Previous(String value, Instant until) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// The value of a field; empty when it was left blank.
  public Optional<String> find(String field) {
    return Optional.ofNullable(config.values().get(field)).filter(text -> !text.isBlank());
  }

  /// The value of a field that its kind declares required.
  ///
  /// @throws IllegalStateException when it is missing
  public String require(String field) {
    return find(field)
        .orElseThrow(
            () -> new IllegalStateException("connection " + id + " has no value for " + field));
  }

  /// The value of a field, or `standard` when blank.
  public String get(String field, String standard) {
    return find(field).orElse(standard);
  }

  /// Whether a FLAG field is ticked.
  public boolean flag(String field) {
    return "true".equals(config.values().get(field));
  }

  /// Every value of a secret that is accepted now: the current one and, during a rotation, the old
  /// one.
  public List<String> accepted(String secret, Instant now) {
    @Nullable Previous old = config.previous().get(secret);
    var current = find(secret);
    if (old != null && now.isBefore(old.until())) {
      return current.map(value -> List.of(value, old.value())).orElse(List.of(old.value()));
    }
    return current.map(List::of).orElse(List.of());
  }

  @Override
  public String toString() {
    return "Connection[" + provider + " " + id + "]";
  }
}
