package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;

/// Takes the events of any system and does with them what the connection's mapping says.
@Component
class GenericWebhook implements WebhookAdapter {
  private final Mappings mappings;

  GenericWebhook(Mappings mappings) {
    this.mappings = mappings;
  }

  @Override
  public String provider() {
    return GenericConnection.PROVIDER;
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    return GenericSignature.verify(connection, request);
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    var read = Payload.read(request.body());
    if (read.isEmpty()) {
      return new Parsed.Malformed(
          "The body is no JSON object or list and no form, is nested too deeply, or has a name twice.");
    }
    var payload = read.get();
    var type =
        connection
            .find(GenericConnection.TYPE_POINTER)
            .flatMap(payload::name)
            .orElseGet(() -> connection.get(GenericConnection.TYPE, "event"));
    // Escaped, so that the first slash ends the type: "a/b" of "c" is not "a" of "b/c".
    var identity =
        type.replace("~", "~0").replace("/", "~1")
            + "/"
            + connection
                .find(GenericConnection.IDENTITY)
                .flatMap(payload::name)
                .orElseGet(() -> "#" + digest(request.body()));
    var key =
        connection
            .find(GenericConnection.ORDER)
            .flatMap(payload::name)
            .map(text -> "by:" + text)
            .orElse("-" + identity);
    return new Parsed.Event(identity, type, key, false);
  }

  @Override
  public void handle(Connection connection, StoredEvent event) {
    handleAll(connection, List.of(event));
  }

  @Override
  public void handleAll(Connection connection, List<StoredEvent> events) {
    var mapping = mappings.require(connection);
    for (var event : events) {
      var payload =
          Payload.read(event.body())
              .orElseThrow(() -> new Undeliverable("The body is no payload."));
      mappings.apply(connection, mapping, event, payload);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
