package io.frontdesk.integrations.twilio;

import io.frontdesk.delivery.Senders;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.policy.Channel;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// The form of a connection with Twilio.
@Component
class TwilioConnection implements ConnectionKind {
  static final String PROVIDER = "twilio";
  static final String ACCOUNT = "account-sid";
  static final String TOKEN = "auth-token";
  static final String NUMBER = "number";
  static final String KEYWORDS = "keyword-replies";
  static final String BY_TWILIO = "twilio";
  static final String SERVICE = "messaging-service";
  static final String API = "api-base";
  private static final String STANDARD_API = "https://api.twilio.com";

  private final OutboundHttp http;
  private final Settings settings;
  private final Senders senders;

  TwilioConnection(OutboundHttp http, Settings settings, Senders senders) {
    this.http = http;
    this.settings = settings;
    this.senders = senders;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Twilio";
  }

  @Override
  public String purpose() {
    return "SMS";
  }

  @Override
  public String help() {
    return "Sends and receives text messages and pictures. Connect it here first; then give"
        + " the number the webhook address that you get, for incoming messages.";
  }

  @Override
  public boolean takesHooks() {
    return true;
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.text(ACCOUNT, "Account SID", "Begins with AC.").matching("AC[0-9a-zA-Z]{2,32}"),
        Field.secret(TOKEN, "Auth token", "Signs requests in both directions."),
        Field.phone(NUMBER, "Sending number", "A number of that account, e.g. +12025550123."),
        Field.text(
                SERVICE,
                "Messaging Service SID",
                "Begins with MG. The number above must be among its senders.")
            .matching("MG[0-9a-zA-Z]{2,32}")
            .optional(),
        Field.choice(
                KEYWORDS,
                "STOP, START and HELP are answered by",
                "Twilio answers them itself unless opt-out handling is switched off there. We heed them"
                    + " in any case.",
                List.of(BY_TWILIO, "frontdesk"))
            .optional(),
        Field.url(API, "API address", "Change it only for a test system.")
            .startingAs(STANDARD_API)
            .optional());
  }

  @Override
  public List<FieldError> check(Connection connection) {
    return api(connection).startsWith("http://") && settings.profile() == Profile.PRODUCTION
        ? List.of(new FieldError(API, "production uses https only"))
        : List.of();
  }

  @Override
  public void saved(Connection connection) {
    var id = connection.id().value();
    if (connection.active()) {
      var number = connection.require(NUMBER);
      senders.register(connection.tenant(), Channel.SMS, number, PROVIDER, id, connection.name());
      senders.keepOnly(connection.tenant(), id, number);
    } else {
      senders.removeConnection(connection.tenant(), id);
    }
  }

  @Override
  public Test test(Connection connection) {
    var request = request(connection, ".json").GET().build();
    return switch (http.send(call(connection), request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() ->
          Test.passed("Twilio accepts the account and its token.");
      case Outcome.Answered<byte[]> answer when answer.status() == 401 || answer.status() == 403 ->
          Test.failed("Twilio refuses the account or its token.");
      case Outcome.Answered<byte[]> answer ->
          Test.failed("Twilio answered with status " + answer.status() + ".");
      case Outcome.NotReached<byte[]>(_, var why) -> Test.failed("Twilio was not reached: " + why);
      case Outcome.Unknown<byte[]>(var why) -> Test.failed("Twilio gave no answer: " + why);
    };
  }

  static String api(Connection connection) {
    return connection.get(API, STANDARD_API);
  }

  static OutboundCall call(Connection connection) {
    return OutboundCall.to(PROVIDER, connection.tenant())
        .only(Set.of(String.valueOf(URI.create(api(connection)).getHost())));
  }

  /// @param path below the account, e.g. `/Messages.json`
  static HttpRequest.Builder request(Connection connection, String path) {
    var account = connection.require(ACCOUNT);
    var credentials = account + ":" + connection.require(TOKEN);
    return HttpRequest.newBuilder(
            URI.create(api(connection) + "/2010-04-01/Accounts/" + account + path))
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
  }
}
