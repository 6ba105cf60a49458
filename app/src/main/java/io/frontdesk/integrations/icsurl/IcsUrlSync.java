package io.frontdesk.integrations.icsurl;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.http.Outcome.NotReached;
import io.frontdesk.platform.http.Outcome.Reason;
import io.frontdesk.platform.http.Outcome.Unknown;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A calendar file at an address, read only. Every address on the way, redirects included, must be
/// a public one.
@Component
class IcsUrlSync implements CalendarSync {
  private static final String PROVIDER = "ics";
  private static final String URL = "url";
  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_REDIRECTS = 3;

  private final OutboundHttp http;

  IcsUrlSync(OutboundHttp http) {
    this.http = http;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Calendar address (ICS)";
  }

  @Override
  public String help() {
    return "Any calendar that has an address ending in .ics. It is read only: its entries take the"
        + " person's time.";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        new Field(URL, "Address", "Begins with https:// or webcal://. Keep it secret.", true));
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Outcome<List<RemoteCalendar>> calendars(Account account) {
    var now = Instant.EPOCH;
    return changes(account, "", null, now, now)
        .map(_ -> List.of(new RemoteCalendar("file", "Calendar", false)));
  }

  /// The token is the file's etag.
  @Override
  public Outcome<Changes> changes(
      Account account, String calendar, @Nullable String token, Instant from, Instant until) {
    var address = account.get(URL).strip().replaceFirst("(?i)^webcals?://", "https://");
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpRequest.Builder request;
      try {
        request = HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/calendar");
      } catch (IllegalArgumentException noAddress) {
        return new Outcome.Failed<>("This is not an address.");
      }
      if (token != null) {
        request.header("If-None-Match", token);
      }
      var call =
          OutboundCall.to(PROVIDER, account.tenant())
              .within(Duration.ofSeconds(30))
              .atMost(MOST_BYTES);
      switch (http.send(call, request.build())) {
        case Answered<byte[]> answer when answer.status() / 100 == 3 && answer.status() != 304 -> {
          var next = answer.headers().firstValue("Location").orElse("");
          try {
            address = URI.create(address).resolve(next).toString();
          } catch (IllegalArgumentException noAddress) {
            return new Outcome.Failed<>("The address leads nowhere.");
          }
        }
        case Answered<byte[]> answer -> {
          return answered(answer, token);
        }
        case NotReached<byte[]>(var reason, var why) -> {
          return new Outcome.Failed<>(
              reason == Reason.REFUSED_BY_US
                  ? "This address is not called: " + why + "."
                  : "The address can't be reached: " + why + ".");
        }
        case Unknown<byte[]>(var why) -> {
          return new Outcome.Failed<>(
              why.equals(OutboundHttp.TOO_LONG)
                  ? "The calendar is larger than 8 MiB."
                  : "The address did not answer.");
        }
      }
    }
    return new Outcome.Failed<>("The address leads in circles.");
  }

  private static Outcome<Changes> answered(Answered<byte[]> answer, @Nullable String token) {
    return switch (answer.status()) {
      case 200 ->
          new Outcome.Done<>(
              new Changes(
                  true,
                  List.of(new Entry.File("", "", answer.body())),
                  answer
                      .headers()
                      .firstValue("ETag")
                      .filter(tag -> tag.length() < 400)
                      .orElse(null)));
      case 304 -> new Outcome.Done<>(new Changes(false, List.of(), token));
      case 401, 403 -> new Outcome.Unauthorized<>();
      case 404, 410 -> new Outcome.Gone<>();
      case 429, 503 -> new Outcome.Wait<>(answer.retryAfter().orElse(Duration.ofMinutes(1)));
      default -> new Outcome.Failed<>("The address answered with " + answer.status() + ".");
    };
  }

  @Override
  public Outcome<Entry> read(Account account, String calendar, String href) {
    return new Outcome.Gone<>();
  }

  @Override
  public String hrefOf(String calendar, UUID appointment) {
    return appointment.toString();
  }

  @Override
  public Outcome<String> write(
      Account account, String calendar, OwnEvent event, String href, String expected) {
    return new Outcome.Failed<>("This calendar can only be read.");
  }

  @Override
  public Outcome<Boolean> delete(Account account, String calendar, String href) {
    return new Outcome.Failed<>("This calendar can only be read.");
  }
}
