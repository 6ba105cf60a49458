package io.frontdesk.sandbox.sms;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Faults.Fault;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.Signatures;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Twilio's messaging API as far as Frontdesk uses it: send, list, fetch, status callbacks,
/// inbound.
public final class TwilioApi implements AutoCloseable {
  private static final Duration HOOK_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_MESSAGES = 20_000;
  private static final Set<String> STOP_WORDS =
      Set.of("stop", "stopall", "unsubscribe", "cancel", "end", "quit");
  private static final Set<String> START_WORDS = Set.of("start", "yes", "unstop");

  /// @param hook where messages that people send to the account's numbers go; empty for nowhere
  private record Account(String sid, String token, String hook) {}

  private record Message(
      String sid,
      String account,
      String from,
      String to,
      String body,
      Instant at,
      String status,
      @Nullable Integer errorCode,
      String direction,
      List<String> media) {
    Message with(String newStatus, @Nullable Integer newErrorCode) {
      return new Message(
          sid, account, from, to, body, at, newStatus, newErrorCode, direction, media);
    }
  }

  /// A message that reached a person.
  public record Arrived(String account, String from, String to, String body) {}

  private final Hooks hooks;
  private final Faults faults;
  private final Recorder recorder;
  private final Clock clock;
  private final Random random;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, String> owners = new ConcurrentHashMap<>();
  private final Map<String, Message> messages = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> undeliverable = new ConcurrentHashMap<>();
  private final Consumer<Arrived> people;
  private final MediaFetch media;
  private final WebServer server;

  public TwilioApi(
      int port,
      Hooks hooks,
      Faults faults,
      Recorder recorder,
      Clock clock,
      long seed,
      Consumer<Arrived> people)
      throws IOException {
    this.hooks = hooks;
    this.faults = faults;
    this.recorder = recorder;
    this.clock = clock;
    this.random = new Random(seed);
    this.people = people;
    this.media = new MediaFetch(hooks::routed, recorder);
    this.server = new WebServer(port, "twilio", faults, recorder, this::answer);
  }

  public int port() {
    return server.port();
  }

  /// Opens an account, or changes its token and hook.
  public void open(String sid, String token, String hook, String number) {
    if (!number.isEmpty()) {
      owners.put(number, sid);
    }
    accounts.put(sid, new Account(sid, token, hook));
  }

  /// From now on messages to `number` end as undelivered with `errorCode`.
  public void undeliverable(String number, int errorCode) {
    undeliverable.put(number, errorCode);
  }

  /// A person writes to one of the account's numbers.
  ///
  /// @param accountSid may be empty when the number was named as the account was opened
  public void inbound(String accountSid, String from, String to, String body)
      throws InterruptedException {
    inbound(accountSid, from, to, body, "");
  }

  /// As above with a picture at `media`, or none when empty.
  public void inbound(String accountSid, String from, String to, String body, String media)
      throws InterruptedException {
    var sidOfNumber = owners.getOrDefault(to, "");
    var account = accounts.get(accountSid.isEmpty() ? sidOfNumber : accountSid);
    if (account == null || account.hook().isEmpty()) {
      throw new IllegalArgumentException("open the account with a hook first");
    }
    var word = body.strip().toLowerCase(Locale.ROOT);
    if (STOP_WORDS.contains(word)) {
      stopped.add(from + ">" + to);
    } else if (START_WORDS.contains(word)) {
      stopped.remove(from + ">" + to);
    }
    var sid = sid();
    messages.put(
        sid,
        new Message(
            sid,
            account.sid(),
            from,
            to,
            body,
            clock.instant(),
            "received",
            null,
            "inbound",
            media.isEmpty() ? List.of() : List.of(media)));
    var form = new LinkedHashMap<String, String>();
    form.put("ToCountry", "US");
    form.put("ToState", "NY");
    form.put("SmsMessageSid", sid);
    form.put("NumMedia", media.isEmpty() ? "0" : "1");
    if (!media.isEmpty()) {
      form.put("MediaUrl0", media);
      form.put("MediaContentType0", "image/jpeg");
    }
    form.put("ToCity", "NEW YORK");
    form.put("FromZip", "10001");
    form.put("SmsSid", sid);
    form.put("FromState", "NY");
    form.put("SmsStatus", "received");
    form.put("FromCity", "NEW YORK");
    form.put("Body", body);
    form.put("FromCountry", "US");
    form.put("To", to);
    form.put("ToZip", "10001");
    form.put("NumSegments", "1");
    form.put("MessageSid", sid);
    form.put("AccountSid", account.sid());
    form.put("From", from);
    form.put("ApiVersion", "2010-04-01");
    post(account, account.hook(), form, "sms-inbound", sid, "hooks");
  }

  @Override
  public void close() {
    media.close();
    server.close();
  }

  private Reply answer(Request request) {
    var path = request.segments();
    if (path.size() < 3 || !path.get(0).equals("2010-04-01") || !path.get(1).equals("Accounts")) {
      return refuse(404, 20404, "The requested resource " + request.path() + " was not found");
    }
    var sid = path.get(2).replace(".json", "");
    var account = accounts.get(sid);
    if (account == null || !authorised(request, account)) {
      return refuse(401, 20003, "Authenticate");
    }
    if (path.size() == 3) {
      return Reply.ok(
          Json.of("sid", sid, "friendly_name", "Sandbox", "status", "active", "type", "Full"));
    }
    if (path.size() == 4 && path.get(3).equals("Messages.json")) {
      return request.method().equals("POST")
          ? create(account, request.form(), request.formValues("MediaUrl"))
          : list(account, request.query());
    }
    if (path.size() == 5 && path.get(3).equals("Messages")) {
      var message = messages.get(path.get(4).replace(".json", ""));
      return message == null || !message.account().equals(sid)
          ? refuse(404, 20404, "The requested resource " + request.path() + " was not found")
          : Reply.ok(json(message));
    }
    return refuse(404, 20404, "The requested resource " + request.path() + " was not found");
  }

  private Reply create(Account account, Map<String, String> form, List<String> pictures) {
    var to = form.getOrDefault("To", "");
    var from = form.getOrDefault("From", form.getOrDefault("MessagingServiceSid", ""));
    var body = form.getOrDefault("Body", "");
    if (to.isEmpty()) {
      return refuse(400, 21604, "A 'To' phone number is required.");
    }
    if (!to.matches("\\+[1-9][0-9]{6,14}") || to.equals("+15005550001")) {
      return refuse(400, 21211, "The 'To' number " + to + " is not a valid phone number.");
    }
    if (from.isEmpty()) {
      return refuse(400, 21603, "A 'From' phone number is required.");
    }
    if (body.isEmpty() && pictures.isEmpty()) {
      return refuse(400, 21602, "Message body is required.");
    }
    if (pictures.size() > 10) {
      return refuse(400, 21623, "Number of media files exceeds allowed limit");
    }
    if (body.length() > 1600) {
      return refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit");
    }
    if (stopped.contains(to + ">" + from) || to.equals("+15005550004")) {
      return refuse(400, 21610, "Attempt to send to unsubscribed recipient");
    }
    var sid = sid();
    var message =
        new Message(
            sid,
            account.sid(),
            from,
            to,
            body,
            clock.instant(),
            "queued",
            null,
            "outbound-api",
            pictures);
    messages.put(sid, message);
    trim();
    var callback = form.getOrDefault("StatusCallback", "");
    Thread.ofVirtual().name("sms-" + sid).start(() -> carry(account, message, callback));
    return Reply.json(201, json(message));
  }

  // The message's way: sent, then delivered to the person or not, each with its report.
  private void carry(Account account, Message message, String callback) {
    try {
      var unfetched = media.fetch(message.sid(), message.media());
      if (unfetched != null) {
        report(account, message, callback, "failed", unfetched);
        return;
      }
      report(account, message, callback, "sent", null);
      var error = undeliverable.get(message.to());
      if (error != null) {
        report(account, message, callback, "undelivered", error);
        return;
      }
      recorder.add(
          "sms",
          Json.of(
              "sid",
              message.sid(),
              "account",
              message.account(),
              "from",
              message.from(),
              "to",
              message.to(),
              "body",
              message.body(),
              "media",
              String.join(",", message.media())));
      report(account, message, callback, "delivered", null);
      people.accept(new Arrived(account.sid(), message.from(), message.to(), message.body()));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(
      Account account, Message message, String callback, String status, @Nullable Integer error)
      throws InterruptedException {
    Thread.sleep(80);
    messages.computeIfPresent(message.sid(), (_, known) -> known.with(status, error));
    if (callback.isEmpty()) {
      return;
    }
    var form = new LinkedHashMap<String, String>();
    form.put("SmsSid", message.sid());
    form.put("SmsStatus", status);
    form.put("MessageStatus", status);
    form.put("To", message.to());
    form.put("MessageSid", message.sid());
    form.put("AccountSid", account.sid());
    form.put("From", message.from());
    form.put("ApiVersion", "2010-04-01");
    if (error != null) {
      form.put("ErrorCode", error.toString());
    }
    var fault = faults.meet("callbacks", status);
    if (fault.reorder() || fault.latency().isPositive()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  Thread.sleep(fault.reorder() ? random.nextInt(500) : 0);
                  post(account, callback, form, "sms-status", message.sid(), fault);
                } catch (InterruptedException over) {
                  Thread.currentThread().interrupt();
                }
              });
    } else {
      post(account, callback, form, "sms-status", message.sid(), fault);
    }
  }

  private void post(
      Account account,
      String url,
      Map<String, String> form,
      String label,
      String subject,
      String player)
      throws InterruptedException {
    post(account, url, form, label, subject, faults.meet(player, label));
  }

  private void post(
      Account account,
      String url,
      Map<String, String> form,
      String label,
      String subject,
      Fault fault)
      throws InterruptedException {
    var signature = Signatures.twilio(account.token(), url, form);
    hooks.post(
        new Hooks.Post(
            url,
            "application/x-www-form-urlencoded; charset=utf-8",
            encode(form),
            _ -> Map.of("X-Twilio-Signature", signature, "I-Twilio-Idempotency-Token", subject),
            label,
            subject),
        fault,
        HOOK_TIMEOUT,
        PATIENCE);
  }

  private Reply list(Account account, Map<String, String> query) {
    var found = new ArrayList<Map<String, @Nullable Object>>();
    int most = Integer.parseInt(query.getOrDefault("PageSize", "50"));
    synchronized (messages) {
      for (var message : List.copyOf(messages.values()).reversed()) {
        if (found.size() < most
            && message.account().equals(account.sid())
            && wanted(message, query)) {
          found.add(json(message));
        }
      }
    }
    return Reply.ok(
        Json.of(
            "messages",
            found,
            "page",
            0,
            "page_size",
            most,
            "first_page_uri",
            "/2010-04-01/Accounts/" + account.sid() + "/Messages.json?Page=0",
            "uri",
            "/2010-04-01/Accounts/" + account.sid() + "/Messages.json"));
  }

  private static boolean wanted(Message message, Map<String, String> query) {
    return query.getOrDefault("To", message.to()).equals(message.to())
        && query.getOrDefault("From", message.from()).equals(message.from())
        && (!message.status().equals("queued")
            || query.keySet().stream().noneMatch(name -> name.startsWith("DateSent")))
        && !day(message).isBefore(date(query.get("DateSent>"), LocalDate.MIN))
        && !day(message).isAfter(date(query.get("DateSent<"), LocalDate.MAX))
        && day(message).equals(date(query.get("DateSent"), day(message)));
  }

  private static LocalDate day(Message message) {
    return message.at().atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static LocalDate date(@Nullable String text, LocalDate otherwise) {
    return text == null || text.length() < 10 ? otherwise : LocalDate.parse(text.substring(0, 10));
  }

  private Map<String, @Nullable Object> json(Message message) {
    var time = DateTimeFormatter.RFC_1123_DATE_TIME.format(message.at().atZone(ZoneOffset.UTC));
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("account_sid", message.account());
    json.put("api_version", "2010-04-01");
    json.put("body", message.body());
    json.put("date_created", time);
    json.put("date_sent", message.status().equals("queued") ? null : time);
    json.put("date_updated", time);
    json.put("direction", message.direction());
    json.put("error_code", message.errorCode());
    json.put("error_message", null);
    json.put("from", message.from());
    json.put("messaging_service_sid", null);
    json.put("num_media", Integer.toString(message.media().size()));
    json.put("num_segments", Integer.toString(Math.max(1, (message.body().length() + 152) / 153)));
    json.put("price", message.status().equals("delivered") ? "-0.00790" : null);
    json.put("price_unit", "USD");
    json.put("sid", message.sid());
    json.put("status", message.status());
    json.put("to", message.to());
    json.put(
        "uri",
        "/2010-04-01/Accounts/" + message.account() + "/Messages/" + message.sid() + ".json");
    return json;
  }

  private void trim() {
    synchronized (messages) {
      while (messages.size() > MOST_MESSAGES) {
        messages.remove(messages.keySet().iterator().next());
      }
    }
  }

  private String sid() {
    return "SM" + String.format("%016x%016x", random.nextLong(), random.nextLong());
  }

  private static boolean authorised(Request request, Account account) {
    var basic =
        Base64.getEncoder()
            .encodeToString(
                (account.sid() + ":" + account.token()).getBytes(StandardCharsets.UTF_8));
    return request.header("Authorization").orElse("").equals("Basic " + basic);
  }

  private static String encode(Map<String, String> form) {
    var text = new StringBuilder();
    form.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }

  private static Reply refuse(int status, int code, String message) {
    return Reply.json(
        status,
        Json.of(
            "code",
            code,
            "message",
            message,
            "more_info",
            "https://www.twilio.com/docs/errors/" + code,
            "status",
            status));
  }
}
