package io.frontdesk.integrations.signalhouse;

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
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// The form of a connection with SignalHouse.
@Component
class SignalHouseConnection implements ConnectionKind {
  static final String PROVIDER = "signalhouse";
  static final String KEY = "api-key";
  static final String AUTH = "auth-token";
  static final String NUMBER = "number";
  static final String HOOK_TOKEN = "webhook-token";
  static final String SUBGROUP = "subgroup";
  static final String CAMPAIGN = "campaign";
  static final String KEYWORDS = "keyword-replies";
  static final String BY_SIGNALHOUSE = "signalhouse";
  static final String API = "api-base";
  private static final String STANDARD_API = "https://api.signalhouse.io/api/v1";

  private final OutboundHttp http;
  private final Settings settings;
  private final Senders senders;

  SignalHouseConnection(OutboundHttp http, Settings settings, Senders senders) {
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
    return "SignalHouse";
  }

  @Override
  public String purpose() {
    return "SMS";
  }

  @Override
  public String help() {
    return "Sends and receives text messages and pictures. Connect it here first; then make"
        + " a webhook there for all message events: the webhook address that you get, followed by"
        + " ?token= and the webhook token.";
  }

  @Override
  public boolean takesHooks() {
    return true;
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.secret(KEY, "API key", "From the dashboard's API settings."),
        Field.secret(AUTH, "Auth token", "If the account has one beside the key.").optional(),
        Field.phone(NUMBER, "Sending number", "A number of that account, e.g. +12025550123."),
        Field.secret(
                HOOK_TOKEN,
                "Webhook token",
                "Make one up, 16 characters or more: letters, digits, dashes. Whoever calls the"
                    + " webhook must know it.")
            .matching("[A-Za-z0-9._~-]{16,200}"),
        Field.text(SUBGROUP, "Subgroup ID", "If the account keeps businesses apart by subgroups.")
            .matching("[A-Za-z0-9_-]{1,100}")
            .optional(),
        Field.text(CAMPAIGN, "Campaign ID", "The registered 10DLC campaign of the number.")
            .matching("[A-Za-z0-9_-]{1,100}")
            .optional(),
        Field.choice(
                KEYWORDS,
                "STOP, START and HELP are answered by",
                "We heed them in any case.",
                List.of("frontdesk", BY_SIGNALHOUSE))
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
    // The list is what a message in doubt is looked up in, so it must be readable.
    var request = request(connection, "/message/logs?limit=1").GET().build();
    return switch (http.send(call(connection), request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() ->
          Test.passed("SignalHouse accepts the key.");
      case Outcome.Answered<byte[]> answer when answer.status() == 401 || answer.status() == 403 ->
          Test.failed("SignalHouse refuses the key.");
      case Outcome.Answered<byte[]> answer ->
          Test.failed("SignalHouse answered with status " + answer.status() + ".");
      case Outcome.NotReached<byte[]>(_, var why) ->
          Test.failed("SignalHouse was not reached: " + why);
      case Outcome.Unknown<byte[]>(var why) -> Test.failed("SignalHouse gave no answer: " + why);
    };
  }

  static String api(Connection connection) {
    return connection.get(API, STANDARD_API).replaceAll("/+$", "");
  }

  static OutboundCall call(Connection connection) {
    return OutboundCall.to(PROVIDER, connection.tenant())
        .only(Set.of(String.valueOf(URI.create(api(connection)).getHost())));
  }

  /// @param path below the API's address, with its query
  static HttpRequest.Builder request(Connection connection, String path) {
    var key = connection.require(KEY);
    // Its endpoints were seen to want the key under either name.
    var request =
        HttpRequest.newBuilder(URI.create(api(connection) + path))
            .header("Accept", "application/json")
            .header("x-api-key", key)
            .header("apiKey", key);
    connection.find(AUTH).ifPresent(token -> request.header("authToken", token));
    return request;
  }
}
