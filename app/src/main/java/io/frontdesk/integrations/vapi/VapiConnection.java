package io.frontdesk.integrations.vapi;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.springframework.stereotype.Component;

/// The form of a connection with Vapi.
@Component
class VapiConnection implements ConnectionKind {
  static final String PROVIDER = "vapi";
  static final String SECRET = "secret";
  static final String HMAC_ONLY = "hmac-only";
  static final String TOKEN_HEADER = "token-header";
  static final String SIGNATURE_HEADER = "signature-header";
  static final String TIMESTAMP_HEADER = "timestamp-header";
  static final String SIGNED = "signed-content";
  static final String ASSISTANT = "assistant-id";
  static final String NUMBERS = "numbers";
  static final String TRANSFER = "transfer-number";
  static final String API_KEY = "api-key";
  static final String API = "api-base";
  static final String MODEL_PROVIDER = "model-provider";
  static final String MODEL = "model";
  static final String STANDARD_MODEL_PROVIDER = "openai";
  static final String STANDARD_MODEL = "gpt-4o";

  private final OutboundHttp http;
  private final Settings settings;

  VapiConnection(OutboundHttp http, Settings settings) {
    this.http = http;
    this.settings = settings;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Vapi";
  }

  @Override
  public String purpose() {
    return "Voice";
  }

  @Override
  public String help() {
    return "Answers the phone. Connect it here first; then give Vapi the webhook"
        + " address that you get as Server URL, with the same secret.";
  }

  @Override
  public boolean takesHooks() {
    return true;
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.secret(
                SECRET,
                "Server secret",
                "At least 16 characters. Vapi sends it as bearer token or X-Vapi-Secret, or signs"
                    + " with it (HMAC-SHA256).")
            .matching(".{16,}"),
        Field.flag(
            HMAC_ONLY,
            "Signed requests only",
            "Refuse requests that carry the bare secret instead of a signature."),
        Field.text(
                ASSISTANT,
                "Assistant id",
                "Answers calls of numbers without an assistant of their own; empty lets this"
                    + " workspace's receptionist describe itself.")
            .optional(),
        Field.text(
                NUMBERS,
                "Phone numbers or their ids",
                "Separated by commas. Events of other numbers are stored and ignored; empty accepts"
                    + " all.")
            .optional(),
        Field.text(
                MODEL_PROVIDER,
                "Provider of the language model",
                "As Vapi calls it. Used when the receptionist describes itself.")
            .startingAs(STANDARD_MODEL_PROVIDER)
            .matching("[a-z0-9-]{1,40}")
            .optional(),
        Field.text(MODEL, "Language model", "As its provider calls it.")
            .startingAs(STANDARD_MODEL)
            .matching("[A-Za-z0-9._:/@-]{1,100}")
            .optional(),
        Field.phone(TRANSFER, "Transfer to", "Where a caller goes when no department is named.")
            .optional(),
        Field.secret(API_KEY, "Private API key", "For the test of this connection.").optional(),
        Field.url(API, "API address", "Change it only for a test system.")
            .startingAs("https://api.vapi.ai"),
        Field.text(TOKEN_HEADER, "Header of the token", "Besides X-Vapi-Secret.")
            .startingAs("Authorization")
            .matching("[A-Za-z0-9-]{1,60}"),
        Field.text(SIGNATURE_HEADER, "Header of the signature", "")
            .startingAs("x-vapi-signature")
            .matching("[A-Za-z0-9-]{1,60}"),
        Field.text(TIMESTAMP_HEADER, "Header of the timestamp", "")
            .startingAs("x-vapi-timestamp")
            .matching("[A-Za-z0-9-]{1,60}"),
        Field.choice(
            SIGNED,
            "What is signed",
            "Body alone gives no protection against replayed requests.",
            List.of("timestamp.body", "body")));
  }

  @Override
  public List<FieldError> check(Connection connection) {
    boolean plain = connection.get(API, "https://api.vapi.ai").startsWith("http://");
    return plain && settings.profile() == Profile.PRODUCTION
        ? List.of(new FieldError(API, "production uses https only"))
        : List.of();
  }

  @Override
  public Test test(Connection connection) {
    var key = connection.find(API_KEY);
    if (key.isEmpty()) {
      return Test.failed("Give the private API key to test the account.");
    }
    var request =
        HttpRequest.newBuilder(
                URI.create(connection.get(API, "https://api.vapi.ai") + "/assistant?limit=1"))
            .header("Authorization", "Bearer " + key.get())
            .GET()
            .build();
    return switch (http.send(OutboundCall.to(PROVIDER, connection.tenant()), request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() -> Test.passed("Vapi accepts the key.");
      case Outcome.Answered<byte[]> answer when answer.status() == 401 || answer.status() == 403 ->
          Test.failed("Vapi refuses the key.");
      case Outcome.Answered<byte[]> answer ->
          Test.failed("Vapi answered with status " + answer.status() + ".");
      case Outcome.NotReached<byte[]>(_, var why) -> Test.failed("Vapi was not reached: " + why);
      case Outcome.Unknown<byte[]>(var why) -> Test.failed("Vapi gave no answer: " + why);
    };
  }

  /// The public settings a control address is checked against.
  static boolean mayBePlain(Settings settings, String host) {
    return settings.profile() != Profile.PRODUCTION
        && List.of(settings.find(PlatformSettings.OUTBOUND_PRIVATE_HOSTS).orElse("").split(","))
            .stream()
            .anyMatch(named -> named.strip().equalsIgnoreCase(host));
  }
}
