package io.frontdesk.demo;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.tenant.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The sandbox's control API, as far as the demonstration needs it.
@Component
class DemoSandbox {
  /// Where the sandbox's players listen.
  record Ports(int vapi, int twilio, int smtp, int imap) {
    String twilioAddress() {
      return "http://127.0.0.1:" + twilio;
    }

    String vapiAddress() {
      return "http://127.0.0.1:" + vapi;
    }
  }

  private final OutboundHttp http;
  private final Settings settings;
  private final JsonMapper json;

  DemoSandbox(OutboundHttp http, Settings settings, JsonMapper json) {
    this.http = http;
    this.settings = settings;
    this.json = json;
  }

  Ports ports(TenantId tenant) {
    var answer = send(tenant, HttpRequest.newBuilder(address("/health")).GET());
    return new Ports(
        port(answer, "vapi"), port(answer, "twilio"), port(answer, "smtp"), port(answer, "imap"));
  }

  Map<String, Object> get(TenantId tenant, String path) {
    return send(tenant, HttpRequest.newBuilder(address("/control/" + path)).GET());
  }

  Map<String, Object> post(TenantId tenant, String path, Map<String, ?> body) {
    return send(
        tenant,
        HttpRequest.newBuilder(address("/control/" + path))
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
  }

  private URI address(String path) {
    return URI.create(settings.get(DemoSettings.SANDBOX) + path);
  }

  private Map<String, Object> send(TenantId tenant, HttpRequest.Builder request) {
    var call = OutboundCall.to("sandbox", tenant).within(Duration.ofSeconds(5));
    return switch (http.send(call, request.build())) {
      case Answered<byte[]> answer when answer.ok() ->
          json.readValue(Outcome.text(answer), new TypeReference<Map<String, Object>>() {});
      case Answered<byte[]> answer ->
          throw new IllegalStateException("the sandbox answered " + answer.status());
      case Outcome.NotReached<byte[]>(_, var why) ->
          throw new IllegalStateException("the sandbox is not there: " + why);
      case Outcome.Unknown<byte[]>(var why) ->
          throw new IllegalStateException("the sandbox does not answer: " + why);
    };
  }

  private static int port(Map<String, Object> ports, String name) {
    return ports.get(name) instanceof Integer port ? port : 0;
  }
}
