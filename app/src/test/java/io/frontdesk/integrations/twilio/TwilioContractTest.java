package io.frontdesk.integrations.twilio;

import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.contract.SandboxProcess;
import io.frontdesk.integrations.contract.SmsContract;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.policy.Suppressions;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

class TwilioContractTest extends SmsContract {
  @Autowired private Connections connections;
  @Autowired private OutboundHttp http;
  @Autowired private Suppressions suppressions;
  @Autowired private JsonMapper json;

  @Override
  protected String provider() {
    return "twilio";
  }

  // The token signs in both directions; the key stands in it so that the contract can look for it.
  @Override
  protected Map<String, String> values(String address, String key, String number) {
    return Map.of(
        "account-sid", "AC" + Integer.toHexString(number.hashCode()),
        "auth-token", key,
        "number", number,
        "api-base", address);
  }

  @Override
  protected String hookSecret() {
    return "auth-token";
  }

  @Override
  protected void open(
      SandboxProcess sandbox, String key, String secret, String hook, String number) {
    sandbox.control(
        "twilio/accounts",
        Map.of(
            "sid",
            "AC" + Integer.toHexString(number.hashCode()),
            "token",
            secret,
            "hook",
            hook,
            "number",
            number));
  }

  @Override
  protected SmsGateway impatient() {
    return new TwilioGateway(connections, http, suppressions, json, IMPATIENT);
  }
}
