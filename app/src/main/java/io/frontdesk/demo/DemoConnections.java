package io.frontdesk.demo;

import io.frontdesk.access.Actor;
import io.frontdesk.demo.DemoSandbox.Ports;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.integrations.ConnectionKind.Field;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.tenant.TenantId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// Connects the clinic with the sandbox of this run: makes the connections once, with secrets of
/// their own, and afterwards only follows the ports, which differ from run to run. The sandbox
/// forgets everything when it ends, so it is told the accounts each time.
@Component
class DemoConnections {
  private static final String ASSISTANT = "b1f0c9d2-6a7e-4f53-9d64-0f6d5c1a2e77";

  private final Connections connections;
  private final DemoSandbox sandbox;
  private final SecureRandom random = new SecureRandom();

  DemoConnections(Connections connections, DemoSandbox sandbox) {
    this.connections = connections;
    this.sandbox = sandbox;
  }

  void connect(TenantId tenant, Actor by) {
    var ports = sandbox.ports(tenant);
    voice(tenant, by, ports);
    texts(tenant, by, ports);
    mail(tenant, by, ports);
    sandbox.post(tenant, "people", Map.of("chattiness", 0.3));
  }

  private void voice(TenantId tenant, Actor by, Ports ports) {
    var voice =
        ensure(
            tenant,
            by,
            "vapi",
            "Sandbox voice",
            Map.of(
                "assistant-id",
                ASSISTANT,
                "numbers",
                Clinic.LINE,
                "api-base",
                ports.vapiAddress()));
    sandbox.post(
        tenant,
        "lines",
        Map.of(
            "phoneNumber",
            Clinic.LINE,
            "serverUrl",
            connections.hookUrl(voice),
            "auth",
            Map.of("mode", "bearer", "secret", voice.require("secret")),
            "assistantId",
            ASSISTANT));
  }

  private void texts(TenantId tenant, Actor by, Ports ports) {
    var texts =
        ensure(
            tenant,
            by,
            "twilio",
            "Sandbox texts",
            Map.of("number", Clinic.LINE, "api-base", ports.twilioAddress()));
    sandbox.post(
        tenant,
        "twilio/accounts",
        Map.of(
            "sid", texts.require("account-sid"),
            "token", texts.require("auth-token"),
            "number", Clinic.LINE,
            "hook", connections.hookUrl(texts)));
  }

  private void mail(TenantId tenant, Actor by, Ports ports) {
    var mailbox =
        Map.of(
            "host",
            "127.0.0.1",
            "user",
            Clinic.ADDRESS,
            "from",
            Clinic.ADDRESS,
            "security",
            "none");
    var out = ensure(tenant, by, "smtp", "Sandbox mail out", with(mailbox, ports.smtp()));
    var in = new LinkedHashMap<>(with(mailbox, ports.imap()));
    in.put("password", out.require("password"));
    sandbox.post(
        tenant,
        "mail/accounts",
        Map.of(
            "address", Clinic.ADDRESS,
            "login", Clinic.ADDRESS,
            "password", out.require("password")));
    ensure(tenant, by, "imap", "Sandbox mail in", in);
  }

  private static Map<String, String> with(Map<String, String> mailbox, int port) {
    var values = new LinkedHashMap<>(mailbox);
    values.put("port", Integer.toString(port));
    return values;
  }

  private Connection ensure(
      TenantId tenant, Actor by, String provider, String name, Map<String, String> wanted) {
    var kind =
        connections
            .kind(provider)
            .orElseThrow(() -> new IllegalStateException("no connections with " + provider));
    var known =
        connections.all(tenant).stream()
            .filter(one -> one.provider().equals(provider) && one.name().equals(name))
            .findFirst();
    if (known.isEmpty()) {
      var id = connections.add(tenant, by, provider, name, values(kind, wanted, this::invent));
      return connections.require(tenant, id);
    }
    var old = known.get();
    var values = values(kind, wanted, field -> old.get(field, ""));
    if (!values.equals(old.config().values())) {
      connections.change(tenant, by, old.id(), old.version(), name, values);
    }
    return connections.require(tenant, old.id());
  }

  private static Map<String, String> values(
      ConnectionKind kind, Map<String, String> wanted, UnaryOperator<String> otherwise) {
    var values = new LinkedHashMap<String, String>();
    for (Field field : kind.fields()) {
      var standard = field.standard();
      var value =
          wanted.containsKey(field.name())
              ? wanted.get(field.name())
              : (field.required() || field.name().equals("password")) && standard == null
                  ? otherwise.apply(field.name())
                  : standard == null ? "" : standard;
      if (value != null && !value.isEmpty()) {
        values.put(field.name(), value);
      }
    }
    return values;
  }

  private String invent(String field) {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    var hex = HexFormat.of().formatHex(bytes);
    return field.equals("account-sid") ? "AC" + hex : hex;
  }
}
