package io.frontdesk.integrations.vapi;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The voice platform's side of tests: a connection, and signed posts to its hook.
final class VapiDesk {
  static final String SECRET = "a-long-enough-hook-key-7Q";

  private final TestDesk desk;
  final TestDesk.TestTenant shop;
  final ConnectionId connection;

  VapiDesk(TestDesk desk, Connections connections, Map<String, String> more) {
    this.desk = desk;
    this.shop = desk.tenant().create();
    var values =
        new HashMap<>(
            Map.of(
                "secret", SECRET,
                "api-base", "https://api.vapi.ai",
                "token-header", "Authorization",
                "signature-header", "x-vapi-signature",
                "timestamp-header", "x-vapi-timestamp",
                "signed-content", "timestamp.body"));
    values.putAll(more);
    this.connection =
        connections.add(shop.id(), shop.ownerCaller().actor(), "vapi", "Line", values);
  }

  String path() {
    return "/hooks/vapi/" + connection;
  }

  Reply post(String json) {
    return send(json, Map.of("Authorization", "Bearer " + SECRET));
  }

  Reply send(String json, Map<String, String> headers) {
    return desk.client("").send("POST", path(), json, headers);
  }

  static Map<String, String> signed(String json, String secret, Instant at) {
    try {
      var timestamp = Long.toString(at.toEpochMilli());
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var hex =
          HexFormat.of()
              .formatHex(mac.doFinal((timestamp + "." + json).getBytes(StandardCharsets.UTF_8)));
      return Map.of("x-vapi-signature", hex, "x-vapi-timestamp", timestamp);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Waits until the worker has come so far.
  static void until(BooleanSupplier done) {
    var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within 20 seconds");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
