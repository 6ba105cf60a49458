package io.frontdesk.integrations.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.WebhookAdapter.Parsed.Event;
import io.frontdesk.integrations.contract.SandboxProcess;
import io.frontdesk.integrations.contract.SmsContract;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

class HttpSmsContractTest extends SmsContract {
  private static final String HOOK_SECRET = "hook-secret-of-the-service";

  @Autowired private Connections connections;
  @Autowired private OutboundHttp http;
  @Autowired private JsonMapper json;
  @Autowired private HttpSmsWebhook webhook;

  private long skewSeconds;

  @Test
  void a_signature_that_is_too_old_is_refused() {
    skewSeconds = -600;
    open(HOOK_SECRET);
    write("Hello from yesterday", "");

    assertThat(inbound()).containsExactly(401);
    assertThat(thread()).isEmpty();
  }

  @Test
  void a_report_and_a_text_of_one_name_and_one_word_are_two_events() {
    var values = new HashMap<>(values("http://127.0.0.1:1", "key", "+12025550123"));
    values.put("status-words", "received=delivered");
    values.put("inbound-id-pointer", "/message/id");
    var connection =
        new Connection(
            new ConnectionId(UUID.randomUUID()),
            new TenantId(UUID.randomUUID()),
            "httpsms",
            "Own",
            true,
            new Connection.Config(values, Map.of()),
            1);

    var report = event(connection, "{\"message\":{\"id\":\"7\"},\"status\":\"received\"}");
    var text =
        event(
            connection,
            "{\"message\":{\"id\":\"7\"},\"from\":\"+12025550188\",\"text\":\"Hello\"}");

    assertThat(report.type()).isNotEqualTo(text.type());
    assertThat(report.identity()).isNotEqualTo(text.identity());
  }

  private Event event(Connection connection, String body) {
    return (Event)
        webhook.parse(
            connection,
            new RawRequest(
                "",
                "",
                "",
                "application/json",
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8),
                Instant.now()));
  }

  @Override
  protected String provider() {
    return "httpsms";
  }

  @Override
  protected Map<String, String> values(String address, String key, String number) {
    return Map.ofEntries(
        Map.entry("url", address + "/messages?to={{to_digits}}"),
        Map.entry("method", "POST"),
        Map.entry("number", number),
        Map.entry("secret", key),
        Map.entry("headers", "Authorization: Bearer {{secret}}\r\nX-Attempt: {{attempt}}"),
        Map.entry("body-type", "json"),
        Map.entry(
            "body",
            """
            {"to": "{{to}}", "from": "{{from}}", "text": "{{body}}", "media": "{{media}}",
             "reference": "{{attempt}}", "callback": "{{callback}}"}
            """),
        Map.entry("success-status", "200-299"),
        Map.entry("success-pointer", "/status"),
        Map.entry("success-value", "queued, sent"),
        Map.entry("id-pointer", "/message/id"),
        Map.entry("error-pointer", "/error/code"),
        Map.entry("hook-secret", HOOK_SECRET),
        Map.entry("hook-proof", "hmac-sha256"),
        Map.entry("signature-header", "X-Signature"),
        Map.entry("timestamp-header", "X-Timestamp"),
        Map.entry("report-id-pointer", "/message/id"),
        Map.entry("status-pointer", "/status"),
        Map.entry("status-words", "ACCEPTD=sent, DELIVRD=delivered, UNDELIV=undelivered"),
        Map.entry("inbound-from-pointer", "/from"),
        Map.entry("inbound-to-pointer", "/to"),
        Map.entry("inbound-text-pointer", "/text"),
        Map.entry("inbound-id-pointer", "/id"),
        Map.entry("test-url", address + "/account"));
  }

  @Override
  protected String hookSecret() {
    return "hook-secret";
  }

  @Override
  protected void open(
      SandboxProcess sandbox, String key, String secret, String hook, String number) {
    sandbox.control(
        "httpsms/accounts",
        Map.of(
            "key",
            key,
            "hookSecret",
            secret,
            "hook",
            hook,
            "number",
            number,
            "skewSeconds",
            skewSeconds));
  }

  @Override
  protected SmsGateway impatient() {
    return new HttpSmsGateway(connections, http, json, IMPATIENT);
  }

  @Override
  protected boolean lists() {
    return false;
  }

  @Override
  protected boolean tellsOptOuts() {
    return false;
  }
}
