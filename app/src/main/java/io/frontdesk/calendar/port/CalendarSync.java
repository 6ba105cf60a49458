package io.frontdesk.calendar.port;

import io.frontdesk.platform.tenant.TenantId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Calendars of our people that are kept elsewhere. Every bean of this type is a way to connect
/// one. Call it outside transactions.
public interface CalendarSync {
  /// Stable, lower-case letters.
  String provider();

  /// As people know it.
  String label();

  /// One sentence for the form.
  String help();

  /// What is asked of the person; empty when they allow access at the provider instead.
  List<Field> fields();

  /// Whether our appointments can be written there.
  boolean writes();

  /// Where the person allows access; empty when fields are asked for, or when the operator has not
  /// set the provider up.
  default Optional<Consent> consent() {
    return Optional.empty();
  }

  Outcome<List<RemoteCalendar>> calendars(Account account);

  /// What is different since `token`; everything within the window when it is null.
  Outcome<Changes> changes(
      Account account, String calendar, @Nullable String token, Instant from, Instant until);

  Outcome<Entry> read(Account account, String calendar, String href);

  /// Where an appointment of ours stands, whether or not it was written yet.
  String hrefOf(String calendar, UUID appointment);

  /// Writes an entry of ours; answers its new etag, empty when the provider names none.
  ///
  /// @param expected etag it must have; empty: it must not exist; `*`: whatever is there
  Outcome<String> write(
      Account account, String calendar, OwnEvent event, String href, String expected);

  /// Takes an entry of ours away.
  Outcome<Boolean> delete(Account account, String calendar, String href);

  /// The account is disconnected: what the provider gave is given back where that can be done.
  default void forget(Account account) {}

  /// @param secret never shown again
  record Field(String name, String label, String hint, boolean secret) {}

  /// An account with what opens it.
  record Account(TenantId tenant, UUID id, Map<String, String> credentials) {
    public Account {
      credentials = Map.copyOf(credentials);
    }

    public String get(String name) {
      return credentials.getOrDefault(name, "");
    }

    @Override
    public String toString() {
      return "Account[" + id + "]";
    }
  }

  /// @param id names it to the provider
  record RemoteCalendar(String id, String name, boolean writable) {}

  /// @param full whether `entries` is everything there is
  /// @param token for the next time; null when the provider has none
  record Changes(boolean full, List<Entry> entries, @Nullable String token) {
    public Changes {
      entries = List.copyOf(entries);
    }
  }

  /// An entry elsewhere.
  sealed interface Entry {
    String href();

    /// As a calendar file; it may repeat.
    record File(String href, String etag, byte[] ics) implements Entry {}

    /// One that takes place once.
    ///
    /// @param appointment the appointment of ours that it is, when it says so
    /// @param written the times we wrote, as they stand in it ([OwnEvent#mark])
    record Event(
        String href,
        String etag,
        String uid,
        @Nullable UUID appointment,
        String written,
        Instant start,
        Instant end,
        boolean busy,
        String title)
        implements Entry {
      @Override
      public String toString() {
        return "Event[" + href + "]";
      }
    }

    record Gone(String href) implements Entry {}
  }

  /// An appointment as it is written elsewhere: when and what, not with whom.
  ///
  /// @param ics the same as a calendar file
  record OwnEvent(
      UUID appointment,
      String uid,
      int sequence,
      Instant stamp,
      Instant start,
      Instant end,
      String title,
      String description,
      byte[] ics) {

    /// Stands in what we write, so that one sees whether its times are still ours.
    public String mark() {
      return mark(start, end);
    }

    public static String mark(Instant start, Instant end) {
      return start.getEpochSecond() + "-" + end.getEpochSecond();
    }
  }

  /// Allowing access at the provider (OAuth 2 with PKCE).
  interface Consent {
    /// Where to send the person.
    ///
    /// @param challenge S256 of the verifier
    URI address(String redirect, String state, String challenge);

    /// What the person's allowance is worth: the account's credentials.
    Outcome<Map<String, String>> exchange(
        TenantId tenant, String redirect, String code, String verifier);
  }

  /// What became of a call.
  sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    /// What opens the account does not, or no longer.
    record Unauthorized<T>() implements Outcome<T> {}

    /// Asked to slow down.
    record Wait<T>(Duration time) implements Outcome<T> {}

    /// The token is no longer known: read everything.
    record StaleToken<T>() implements Outcome<T> {}

    /// It is not as expected: someone changed it, or it exists already.
    record Changed<T>() implements Outcome<T> {}

    /// It is not there.
    record Gone<T>() implements Outcome<T> {}

    /// Anything else.
    ///
    /// @param why for the person, without addresses or secrets
    record Failed<T>(String why) implements Outcome<T> {}

    /// The same outcome for another value.
    default <B> Outcome<B> map(Function<T, B> with) {
      return switch (this) {
        case Done<T>(var value) -> new Done<>(with.apply(value));
        case Unauthorized<T> _ -> new Unauthorized<>();
        case Wait<T>(var time) -> new Wait<>(time);
        case StaleToken<T> _ -> new StaleToken<>();
        case Changed<T> _ -> new Changed<>();
        case Gone<T> _ -> new Gone<>();
        case Failed<T>(var why) -> new Failed<>(why);
      };
    }
  }
}
