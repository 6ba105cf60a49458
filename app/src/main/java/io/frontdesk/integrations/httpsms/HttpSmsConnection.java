package io.frontdesk.integrations.httpsms;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The form of a connection with any carrier that takes texts over HTTP.
@Component
class HttpSmsConnection implements ConnectionKind {
  static final String PROVIDER = "httpsms";
  static final String URL = "url";
  static final String METHOD = "method";
  static final String HEADERS = "headers";
  static final String SECRET = "secret";
  static final String BODY_TYPE = "body-type";
  static final String BODY = "body";
  static final String NUMBER = "number";
  static final String SUCCESS_STATUS = "success-status";
  static final String SUCCESS_POINTER = "success-pointer";
  static final String SUCCESS_VALUE = "success-value";
  static final String RETRY_STATUS = "retry-status";
  static final String ID_POINTER = "id-pointer";
  static final String ERROR_POINTER = "error-pointer";
  static final String HOOK_SECRET = "hook-secret";
  static final String HOOK_PROOF = "hook-proof";
  static final String TOKEN = "token";
  static final String SIGNATURE_HEADER = "signature-header";
  static final String TIMESTAMP_HEADER = "timestamp-header";
  static final String REPORT_ID = "report-id-pointer";
  static final String REPORT_ATTEMPT = "report-attempt-pointer";
  static final String STATUS = "status-pointer";
  static final String STATUSES = "status-words";
  static final String IN_ID = "inbound-id-pointer";
  static final String IN_FROM = "inbound-from-pointer";
  static final String IN_TO = "inbound-to-pointer";
  static final String IN_TEXT = "inbound-text-pointer";
  static final String TEST_URL = "test-url";

  private static final String POINTER = "(/[^/\\s]{1,100}){1,10}";
  private static final String HEADER = "[A-Za-z0-9-]{1,60}";
  private static final String RANGES =
      "[1-5][0-9]{2}(-[1-5][0-9]{2})?(\\s*,\\s*[1-5][0-9]{2}(-[1-5][0-9]{2})?){0,20}";
  private static final Set<String> OURS =
      Set.of("host", "content-length", "connection", "expect", "upgrade", "transfer-encoding");

  private final OutboundHttp http;
  private final Settings settings;
  private final Senders senders;
  private final JsonMapper json;

  HttpSmsConnection(OutboundHttp http, Settings settings, Senders senders, JsonMapper json) {
    this.http = http;
    this.settings = settings;
    this.senders = senders;
    this.json = json;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Any SMS service (HTTP)";
  }

  @Override
  public String purpose() {
    return "SMS";
  }

  @Override
  public String help() {
    return "For a carrier without a connection of its own. Describe its API: placeholders"
        + " {{to}}, {{from}}, {{to_digits}}, {{from_digits}}, {{body}}, {{media}}, {{attempt}},"
        + " {{callback}}, {{secret}} and {{basic}} are filled in and escaped.";
  }

  @Override
  public boolean takesHooks() {
    return true;
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.url(URL, "Address", "Where a message is posted. Placeholders behind the host only."),
        Field.choice(METHOD, "Method", "", List.of("POST", "PUT", "GET")),
        Field.phone(NUMBER, "Sending number", "As the carrier knows it, e.g. +12025550123."),
        Field.secret(
                SECRET,
                "API secret",
                "Stands for {{secret}}; {{basic}} is its Base64, for user:password.")
            .optional(),
        Field.lines(
                HEADERS,
                "Headers",
                "One per line, e.g. Authorization: Bearer {{secret}}. Put no secret here itself.")
            .optional(),
        Field.choice(
            BODY_TYPE, "Body", "How the body is written.", List.of("json", "form", "none")),
        Field.lines(
                BODY,
                "Body template",
                "E.g. {\"to\": \"{{to}}\", \"text\": \"{{body}}\"}, or to={{to}}&text={{body}}.")
            .optional(),
        Field.text(SUCCESS_STATUS, "Statuses of success", "E.g. 200-299 or 200, 202.")
            .matching(RANGES)
            .startingAs("200-299"),
        pointer(SUCCESS_POINTER, "Field of success", "If the answer also says it, e.g. /status."),
        Field.text(SUCCESS_VALUE, "Its values", "Those that mean taken, e.g. ok, queued.")
            .optional(),
        Field.text(
                RETRY_STATUS,
                "Statuses of 'not now'",
                "Those by which it surely did not take the message. 408, 429, and 503 with"
                    + " Retry-After always count.")
            .matching(RANGES)
            .optional(),
        pointer(ID_POINTER, "Field of the message's ID", "E.g. /message/id."),
        pointer(ERROR_POINTER, "Field of the error's code", "E.g. /error/code."),
        Field.secret(HOOK_SECRET, "Callback secret", "By which its calls to us show who they are.")
            .matching("\\S{16,200}"),
        Field.choice(
            HOOK_PROOF,
            "Callbacks prove themselves by",
            "token: ?token=, Authorization: Bearer or X-Webhook-Token. hmac-sha256: a signature of"
                + " the body in a header.",
            List.of(TOKEN, "hmac-sha256")),
        Field.text(SIGNATURE_HEADER, "Signature header", "For hmac-sha256, e.g. X-Signature.")
            .matching(HEADER)
            .optional(),
        Field.text(
                TIMESTAMP_HEADER,
                "Timestamp header",
                "If the signature covers time, point and body: seconds; older than 5 minutes is"
                    + " refused.")
            .matching(HEADER)
            .optional(),
        pointer(REPORT_ID, "Report: field of the message's ID", "E.g. /message/id."),
        pointer(REPORT_ATTEMPT, "Report: field of {{attempt}}", "If it gives it back."),
        pointer(STATUS, "Report: field of the status", "E.g. /status."),
        Field.text(
                STATUSES,
                "Report: words of status",
                "E.g. accepted=sent, DELIVRD=delivered, UNDELIV=undelivered, ERROR=failed.")
            .matching(
                "[^=,]{1,60}=(sent|delivered|undelivered|failed)"
                    + "(\\s*,\\s*[^=,]{1,60}=(sent|delivered|undelivered|failed)){0,40}")
            .optional(),
        pointer(IN_FROM, "Incoming: field of the sender", "E.g. /from."),
        pointer(IN_TO, "Incoming: field of our number", "E.g. /to."),
        pointer(IN_TEXT, "Incoming: field of the text", "E.g. /text."),
        pointer(IN_ID, "Incoming: field of the message's ID", "E.g. /id."),
        Field.url(TEST_URL, "Test address", "Asked with the headers by the test button.")
            .optional());
  }

  @Override
  public List<FieldError> check(Connection connection) {
    var wrong = new ArrayList<FieldError>();
    var url = connection.require(URL);
    var sample = HttpSmsTemplate.of("+12025550100", "+12025550199", "x", "x", "x", "x", List.of());
    wrong.addAll(unknown(URL, url, HttpSmsTemplate.NAMES));
    if (host(url).isEmpty() || !host(url).equals(host(sample.encoded(url)))) {
      wrong.add(new FieldError(URL, "placeholders may stand behind the host only"));
    }
    for (var field : List.of(URL, TEST_URL)) {
      if (connection.get(field, "").startsWith("http://")
          && settings.profile() == Profile.PRODUCTION) {
        wrong.add(new FieldError(field, "production uses https only"));
      }
    }
    headers(connection)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              var name = colon < 0 ? "" : line.substring(0, colon).strip();
              if (!name.matches(HEADER) || OURS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                wrong.add(new FieldError(HEADERS, "write lines like Name: value"));
              }
            });
    wrong.addAll(unknown(HEADERS, connection.get(HEADERS, ""), HttpSmsTemplate.HEADER_NAMES));
    var body = connection.get(BODY, "");
    wrong.addAll(unknown(BODY, body, HttpSmsTemplate.NAMES));
    switch (connection.get(BODY_TYPE, "json")) {
      case "json" -> {
        if (sample.json(json, body).filter(text -> text.startsWith("{")).isEmpty()) {
          wrong.add(new FieldError(BODY, "this is no JSON object; placeholders stand in quotes"));
        }
      }
      case "form" -> {
        if (body.isBlank()) {
          wrong.add(new FieldError(BODY, "is needed"));
        }
      }
      default -> {}
    }
    if (!connection.get(HOOK_PROOF, TOKEN).equals(TOKEN)
        && connection.find(SIGNATURE_HEADER).isEmpty()) {
      wrong.add(new FieldError(SIGNATURE_HEADER, "is needed for hmac-sha256"));
    }
    return wrong;
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
    var address = connection.find(TEST_URL);
    if (address.isEmpty()) {
      return Test.passed("The form is complete. With a test address the service itself is asked.");
    }
    var template = HttpSmsTemplate.of("", "", "", "", "", connection.get(SECRET, ""), List.of());
    var request = headed(connection, URI.create(address.get()), template).GET().build();
    return switch (http.send(call(connection, address.get()), request)) {
      case Outcome.Answered<byte[]> answer when answer.ok() ->
          Test.passed("The service accepts the credentials.");
      case Outcome.Answered<byte[]> answer when answer.status() == 401 || answer.status() == 403 ->
          Test.failed("The service refuses the credentials.");
      case Outcome.Answered<byte[]> answer ->
          Test.failed("The service answered with status " + answer.status() + ".");
      case Outcome.NotReached<byte[]>(_, var why) ->
          Test.failed("The service was not reached: " + why);
      case Outcome.Unknown<byte[]>(var why) -> Test.failed("The service gave no answer: " + why);
    };
  }

  /// A call that can go nowhere but to the address' own host.
  static OutboundCall call(Connection connection, String url) {
    return OutboundCall.to(PROVIDER, connection.tenant()).only(Set.of(host(url).orElse("-")));
  }

  static HttpRequest.Builder headed(Connection connection, URI address, HttpSmsTemplate template) {
    var request = HttpRequest.newBuilder(address);
    headers(connection)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              request.header(
                  line.substring(0, colon).strip(),
                  template.plain(line.substring(colon + 1).strip()));
            });
    return request;
  }

  /// Whether a status is among `200-299, 304`.
  static boolean isAmong(int status, String ranges) {
    for (var range : ranges.split(",", 30)) {
      var ends = range.strip().split("-", 2);
      if (!ends[0].isEmpty()
          && status >= Integer.parseInt(ends[0])
          && status <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  private static List<String> headers(Connection connection) {
    return connection.get(HEADERS, "").lines().filter(line -> !line.isBlank()).toList();
  }

  private static Optional<String> host(String url) {
    int from = url.indexOf("://") + 3;
    int end = from;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    var host = url.substring(from, end).replaceAll(":[0-9]+$", "");
    return host.matches("[A-Za-z0-9.-]{1,253}")
        ? Optional.of(host.toLowerCase(java.util.Locale.ROOT))
        : Optional.empty();
  }

  private static List<FieldError> unknown(String field, String text, Set<String> known) {
    var unknown = HttpSmsTemplate.unknown(text, known);
    return unknown.isEmpty()
        ? List.of()
        : List.of(
            new FieldError(
                field, "no such placeholder here: {{" + unknown.iterator().next() + "}}"));
  }

  private static Field pointer(String name, String label, String help) {
    return Field.text(name, label, help).matching(POINTER).optional();
  }
}
