package io.frontdesk.integrations.signalhouse;

import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.contract.SandboxProcess;
import io.frontdesk.integrations.contract.SmsContract;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.policy.Suppressions;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/// With events whose fields stand side by side.
class SignalHouseContractTest extends SmsContract {
  @Autowired private Connections connections;
  @Autowired private OutboundHttp http;
  @Autowired private Suppressions suppressions;
  @Autowired private JsonMapper json;

  boolean nested() {
    return false;
  }

  @Override
  protected String provider() {
    return "signalhouse";
  }

  @Override
  protected Map<String, String> values(String address, String key, String number) {
    return Map.of(
        "api-key",
        key,
        "number",
        number,
        "webhook-token",
        "hook-token-" + key.substring(10),
        "campaign",
        "C-1",
        "subgroup",
        "S-1",
        "api-base",
        address + "/api/v1");
  }

  @Override
  protected String hookSecret() {
    return "webhook-token";
  }

  @Override
  protected void open(
      SandboxProcess sandbox, String key, String secret, String hook, String number) {
    sandbox.control(
        "signalhouse/accounts",
        Map.of(
            "key", key, "hook", hook + "?token=" + secret, "number", number, "nested", nested()));
  }

  @Override
  protected SmsGateway impatient() {
    return new SignalHouseGateway(connections, http, suppressions, json, IMPATIENT);
  }
}
