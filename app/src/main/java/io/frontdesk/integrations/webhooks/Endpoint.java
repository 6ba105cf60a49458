package io.frontdesk.integrations.webhooks;

import io.frontdesk.platform.live.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a customer's program wants to hear of changes. Its secrets stay in the store.
///
/// @param types names of the catalogue
/// @param off why it is switched off; null while it is active
/// @param oldUntil until then the secret before the last rotation signs too
/// @param position events of the log up to here are planned
/// @param failingSince first failure since the last success
public record Endpoint(
    EndpointId id,
    String url,
    String description,
    List<String> types,
    @Nullable Off off,
    @Nullable Instant oldUntil,
    Position position,
    @Nullable Instant failingSince,
    @Nullable Instant deliveredAt,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  /// Why an endpoint is switched off.
  public enum Off {
    PERSON("Switched off by hand"),
    FAILING("Switched off: five days of nothing but failures"),
    GONE("Switched off: it answered 410 Gone");

    private final String label;

    Off(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// As it is stored and told by the API.
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Off ofCode(String code) {
      return valueOf(code.toUpperCase(java.util.Locale.ROOT));
    }
  }

  public Endpoint {
    types = List.copyOf(types);
  }

  public boolean active() {
    return off == null;
  }

  /// The words a person gave it, else its host.
  public String name() {
    return description.isEmpty() ? String.valueOf(java.net.URI.create(url).getHost()) : description;
  }
}
