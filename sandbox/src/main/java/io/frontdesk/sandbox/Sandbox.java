package io.frontdesk.sandbox;

import io.frontdesk.sandbox.google.GoogleApi;
import io.frontdesk.sandbox.mail.MailWorld;
import io.frontdesk.sandbox.sms.HttpSmsApi;
import io.frontdesk.sandbox.sms.SignalHouseApi;
import io.frontdesk.sandbox.sms.TwilioApi;
import io.frontdesk.sandbox.voice.VapiPlatform;
import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole outside world with its control API.
///
/// | control | does |
/// |---|---|
/// | `POST /control/calls` | begins a call; answers `{id}` |
/// | `POST /control/lines`, `GET` | how a number is answered, for orders that only name the number
/// | | `GET /control/calls`, `GET /control/calls/{id}` | what was said, the status, the ended
/// reason
/// | | `DELETE /control/calls/{id}` | the caller hangs up |
/// | `POST /control/twilio/accounts` | `{sid, token, hook, number}` opens an account |
/// | `POST /control/twilio/undeliverable` | `{number, errorCode}` |
/// | `POST /control/signalhouse/accounts` | `{key, hook, number, nested}` opens an account |
/// | `POST /control/httpsms/accounts` | `{key, hookSecret, hook, number, skewSeconds}` opens one |
/// | `POST /control/hooks/routes` | `{from, to}`: hooks for addresses that begin so go elsewhere |
/// | `POST /control/sms` | `{from, to, body, media}`: a person writes |
/// | `POST /control/mail/accounts` | `{address, login, password}` opens a mailbox of the business |
/// | `POST /control/mail/bounces` | `{address, status}`: letters to it come back with a report |
/// | `POST /control/mail` | `{from, to, subject, text, inReplyTo}`: a person writes |
/// | `POST /control/google/allow` | `{code, challenge}`: a person allowed access |
/// | `POST /control/google/edit` | `{code, event}`: the person changes their calendar |
/// | `POST /control/google/events` | `{code}`: what stands in it |
/// | `POST /control/google/refuse` | `{status, reason, times}`: refuses in Google's words |
/// | `POST /control/google/forget` | `{code, access}`: sync tokens, or the access, are no more |
/// | `POST /control/people` | how people react; see [People#tell] |
/// | `POST /control/faults`, `GET`, `DELETE` | trouble; see [Faults] |
/// | `GET /control/recorded?kind=&after=&to=…` | what happened; see [Recorder] |
/// | `POST /control/reset` | forgets recordings, faults and habits |
public final class Sandbox implements AutoCloseable {
  private final long seed;
  private final Recorder recorder;
  private final Faults faults = new Faults();
  private final People people;
  private final Hooks hooks;
  private final VapiPlatform vapi;
  private final TwilioApi twilio;
  private final SignalHouseApi signalHouse;
  private final HttpSmsApi httpSms;
  private final MailWorld mail;
  private final GoogleApi google;
  private final WebServer control;

  /// Starts everything on the loopback address; port 0 takes any free one.
  Sandbox(Options options, Clock clock) throws IOException {
    this.seed = options.seed();
    this.recorder = new Recorder(clock);
    this.people = new People(seed);
    this.hooks = new Hooks(clock, recorder);
    this.vapi = new VapiPlatform(options.vapi(), hooks, faults, recorder, clock, seed);
    this.twilio =
        new TwilioApi(options.twilio(), hooks, faults, recorder, clock, seed, this::smsArrived);
    this.signalHouse =
        new SignalHouseApi(options.signalhouse(), hooks, faults, recorder, clock, seed, _ -> {});
    this.httpSms = new HttpSmsApi(options.httpsms(), hooks, faults, recorder, seed, _ -> {});
    this.mail = new MailWorld(options.smtp(), options.imap(), faults, recorder, this::mailArrived);
    this.google = new GoogleApi(options.google(), faults, recorder);
    this.control = new WebServer(options.control(), "", faults, recorder, this::answer);
  }

  /// Where everything listens; printed when ready.
  Map<String, @Nullable Object> ports() {
    return Json.of(
        "control", control.port(),
        "vapi", vapi.port(),
        "twilio", twilio.port(),
        "signalhouse", signalHouse.port(),
        "httpsms", httpSms.port(),
        "smtp", mail.smtpPort(),
        "imap", mail.imapPort(),
        "google", google.port(),
        "seed", seed);
  }

  @Override
  public void close() {
    control.close();
    vapi.close();
    twilio.close();
    signalHouse.close();
    httpSms.close();
    mail.close();
    google.close();
    hooks.close();
  }

  private Reply answer(Request request) throws InterruptedException {
    var path = request.segments();
    if (path.isEmpty() || !path.getFirst().equals("control")) {
      return path.equals(List.of("health"))
          ? Reply.ok(ports())
          : Reply.error(404, "see /control/…");
    }
    if (path.size() == 3 && path.get(1).equals("calls")) {
      if (request.method().equals("DELETE")) {
        vapi.hangUp(path.get(2));
      }
      return Reply.ok(vapi.call(path.get(2)));
    }
    return switch (request.method() + " " + String.join("/", path.subList(1, path.size()))) {
      case "POST calls" -> Reply.json(201, Json.of("id", vapi.begin(request.json())));
      case "GET calls" -> Reply.ok(Json.of("calls", vapi.all(), "underWay", vapi.underWay()));
      case "GET calls-under-way" -> Reply.ok(Json.of("underWay", vapi.underWay()));
      case "POST vapi/key" -> {
        vapi.requireKey(Json.text(request.json(), "key", ""));
        yield done();
      }
      case "POST lines" -> {
        var json = request.json();
        need(json, "phoneNumber");
        need(json, "serverUrl");
        vapi.line(json);
        yield done();
      }
      case "GET lines" -> Reply.ok(Json.of("lines", vapi.lines()));
      case "POST twilio/accounts" -> {
        var json = request.json();
        twilio.open(
            need(json, "sid"),
            need(json, "token"),
            Json.text(json, "hook", ""),
            Json.text(json, "number", ""));
        yield done();
      }
      case "POST signalhouse/accounts" -> {
        var json = request.json();
        signalHouse.open(
            need(json, "key"),
            Json.text(json, "hook", ""),
            Json.text(json, "number", ""),
            Json.flag(json, "nested", false));
        yield done();
      }
      case "POST httpsms/accounts" -> {
        var json = request.json();
        httpSms.open(
            need(json, "key"),
            need(json, "hookSecret"),
            Json.text(json, "hook", ""),
            Json.text(json, "number", ""),
            (long) Json.number(json, "skewSeconds", 0));
        yield done();
      }
      case "POST hooks/routes" -> {
        var json = request.json();
        hooks.route(need(json, "from"), need(json, "to"));
        yield done();
      }
      case "POST twilio/undeliverable" -> {
        var json = request.json();
        int code = (int) Json.number(json, "errorCode", 30003);
        twilio.undeliverable(need(json, "number"), code);
        signalHouse.undeliverable(need(json, "number"), Integer.toString(code));
        httpSms.undeliverable(need(json, "number"), Integer.toString(code));
        yield done();
      }
      case "POST sms" -> {
        write(request.json());
        yield done();
      }
      case "POST mail/accounts" -> {
        var json = request.json();
        mail.open(need(json, "address"), need(json, "login"), need(json, "password"));
        yield done();
      }
      case "POST mail" -> {
        var json = request.json();
        mail.write(
            need(json, "from"),
            need(json, "to"),
            Json.text(json, "subject", "A question"),
            need(json, "text"),
            Json.text(json, "inReplyTo", ""));
        yield done();
      }
      case "POST google/allow" -> {
        var json = request.json();
        google.allow(need(json, "code"), need(json, "challenge"));
        yield done();
      }
      case "POST google/edit" -> {
        var json = request.json();
        google.edit(need(json, "code"), Json.map(json.get("event")));
        yield done();
      }
      case "POST google/events" ->
          Reply.ok(Json.of("events", google.events(need(request.json(), "code"))));
      case "POST google/refuse" -> {
        var json = request.json();
        google.refuse(
            (int) Json.number(json, "status", 403),
            need(json, "reason"),
            (int) Json.number(json, "times", 1));
        yield done();
      }
      case "POST google/forget" -> {
        var json = request.json();
        google.forget(need(json, "code"), Json.flag(json, "access", false));
        yield done();
      }
      case "POST mail/bounces" -> {
        var json = request.json();
        mail.bounce(need(json, "address"), Json.text(json, "status", "5.1.1"));
        yield done();
      }
      case "POST people" -> {
        people.tell(request.json());
        yield done();
      }
      case "POST faults" -> {
        faults.set(request.json());
        yield done();
      }
      case "GET faults" -> Reply.ok(Json.of("faults", faults.all().toString()));
      case "DELETE faults" -> {
        faults.clear();
        yield done();
      }
      case "GET recorded" -> recorded(request);
      case "POST reset" -> {
        recorder.reset();
        faults.clear();
        people.reset();
        yield done();
      }
      default -> Reply.error(404, "no such control: " + request.method() + " " + request.path());
    };
  }

  private void write(Map<String, @Nullable Object> json) throws InterruptedException {
    var to = need(json, "to");
    var media = Json.text(json, "media", "");
    if (signalHouse.owns(to)) {
      signalHouse.inbound(need(json, "from"), to, need(json, "body"), media);
    } else if (httpSms.owns(to)) {
      httpSms.inbound(need(json, "from"), to, need(json, "body"));
    } else {
      twilio.inbound(
          Json.text(json, "account", ""), need(json, "from"), to, need(json, "body"), media);
    }
  }

  private Reply recorded(Request request) {
    var filter = new LinkedHashMap<>(request.query());
    var after = filter.remove("after");
    return Reply.ok(
        Json.of("recorded", recorder.after(after == null ? 0 : Long.parseLong(after), filter)));
  }

  private void smsArrived(TwilioApi.Arrived sms) {
    people
        .react(sms.to())
        .ifPresent(
            reaction ->
                later(
                    reaction,
                    () -> twilio.inbound(sms.account(), sms.to(), sms.from(), reaction.text())));
  }

  private void mailArrived(MailWorld.Arrived letter) {
    people
        .react(letter.to())
        .ifPresent(
            reaction ->
                later(
                    reaction,
                    () ->
                        mail.write(
                            letter.to(),
                            letter.from(),
                            "Re: " + letter.subject(),
                            reaction.text(),
                            letter.messageId())));
  }

  private interface Act {
    void run() throws InterruptedException;
  }

  private static void later(People.Reaction reaction, Act act) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(reaction.afterMillis());
                act.run();
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static Reply done() {
    return Reply.ok(Json.of("done", true));
  }

  private static String need(Map<String, @Nullable Object> json, String key) {
    var text = Json.text(json, key, "");
    if (text.isEmpty()) {
      throw new IllegalArgumentException(key + " is needed");
    }
    return text;
  }
}
