package io.frontdesk.integrations.vapi;

import io.frontdesk.calls.port.VoicePlatform;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Sends live commands to the control address that Vapi gave with the call. The address came from
/// outside: only hosts of the list are called.
@Component
class VapiControl implements VoicePlatform {
  private final OutboundHttp http;
  private final Settings settings;
  private final Set<String> hosts;

  VapiControl(OutboundHttp http, Settings settings) {
    this.http = http;
    this.settings = settings;
    var allowed = new HashSet<String>();
    add(allowed, settings.get(IntegrationsSettings.VAPI_CONTROL_HOSTS));
    // Machines of our own network that the operator named: a test system.
    add(allowed, settings.find(PlatformSettings.OUTBOUND_PRIVATE_HOSTS).orElse(""));
    this.hosts = Set.copyOf(allowed);
  }

  @Override
  public Answer transfer(TenantId tenant, LiveCall call, PhoneNumber to) {
    return send(
        tenant,
        call,
        Map.of("type", "transfer", "destination", Map.of("type", "number", "number", to.e164())));
  }

  @Override
  public Answer say(TenantId tenant, LiveCall call, String text) {
    return send(tenant, call, Map.of("type", "say", "content", text));
  }

  @Override
  public Answer endCall(TenantId tenant, LiveCall call) {
    return send(tenant, call, Map.of("type", "end-call"));
  }

  private Answer send(TenantId tenant, LiveCall call, Map<String, ?> command) {
    var address = call.controlUrl();
    if (address == null) {
      return new Answer.Refused("This call can't be controlled from here.");
    }
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException noAddress) {
      return new Answer.Refused("The voice platform gave no usable address for this call.");
    }
    if (!"https".equals(uri.getScheme())
        && !VapiConnection.mayBePlain(settings, String.valueOf(uri.getHost()))) {
      return new Answer.Refused("The voice platform's address for this call is not encrypted.");
    }
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(VapiMessage.json().writeValueAsString(command)))
            .build();
    var bounds =
        OutboundCall.to(VapiConnection.PROVIDER, tenant)
            .within(Duration.ofSeconds(5))
            .atMost(64 << 10)
            .only(hosts);
    return switch (http.send(bounds, request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() -> new Answer.Accepted();
      case Outcome.Answered<byte[]> answer ->
          new Answer.Refused("The voice platform refused it (status " + answer.status() + ").");
      case Outcome.NotReached<byte[]>(_, var why) ->
          new Answer.Refused("The voice platform was not reached: " + why + ".");
      case Outcome.Unknown<byte[]> _ ->
          new Answer.Refused("The voice platform did not confirm it; look at the call.");
    };
  }

  private static void add(Set<String> hosts, String text) {
    Arrays.stream(text.split(","))
        .map(host -> host.strip().toLowerCase(java.util.Locale.ROOT))
        .filter(host -> !host.isEmpty())
        .forEach(hosts::add);
  }
}
