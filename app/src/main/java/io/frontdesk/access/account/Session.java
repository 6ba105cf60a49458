package io.frontdesk.access.account;

import io.frontdesk.access.AccountId;
import io.frontdesk.platform.mail.EmailAddress;
import java.time.Instant;
import java.util.UUID;

/// A browser that is signed in.
///
/// @param confirmedAt when the person last proved their password or second factor in it
/// @param address the network address it was started from
/// @param agent what the browser calls itself, cut to 200 characters
public record Session(
    UUID id,
    AccountId account,
    String name,
    EmailAddress email,
    Instant createdAt,
    Instant seenAt,
    Instant expiresAt,
    Instant confirmedAt,
    String address,
    String agent) {

  /// The browser in words, e.g. `Firefox on Windows`.
  public String browser() {
    var name =
        agent.contains("Edg/")
            ? "Edge"
            : agent.contains("Firefox/")
                ? "Firefox"
                : agent.contains("Chrome/") ? "Chrome" : agent.contains("Safari/") ? "Safari" : "";
    var system =
        agent.contains("Android")
            ? "Android"
            : agent.contains("iPhone") || agent.contains("iPad")
                ? "iOS"
                : agent.contains("Windows")
                    ? "Windows"
                    : agent.contains("Mac OS X") ? "macOS" : agent.contains("Linux") ? "Linux" : "";
    if (name.isEmpty()) {
      return agent.isBlank() ? "Unknown browser" : agent;
    }
    return system.isEmpty() ? name : name + " on " + system;
  }
}
