package io.frontdesk.integrations;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A provider's request exactly as it came. Nothing in it is trusted before
/// [WebhookAdapter#verify].
///
/// @param path what follows the connection in the address, e.g. `/status`, or empty
/// @param url the public address the provider called, with its query, as signatures cover it
/// @param headers by name, any case
public record RawRequest(
    String path,
    String url,
    String query,
    String contentType,
    Map<String, List<String>> headers,
    byte[] body,
    Instant receivedAt) {

  public RawRequest {
    var byName = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> byName.put(name, List.copyOf(values)));
    headers = byName;
  }

  /// The header's one value; empty when it is missing or stands twice, which no provider does.
  public Optional<String> header(String name) {
    var values = headers.get(name);
    return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "RawRequest[" + path + ", " + body.length + " bytes]";
  }
}
