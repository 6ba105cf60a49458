package io.frontdesk.integrations;

import io.frontdesk.integrations.sms.SameText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One provider's side of the webhook inbox. Declare a bean of it; the door
/// `POST /hooks/{provider}/{connection}` and the worker do the rest.
///
/// A request goes: [#verify] on the raw bytes → [#parse] → one row committed (a repeated identity
/// stores nothing) → [#answer] → the response. Later, in the order of its key, → [#handle].
public interface WebhookAdapter {
  /// As in the address and in [ConnectionKind#provider].
  String provider();

  /// Checks the signature over the raw bytes, in constant time.
  Verdict verify(Connection connection, RawRequest request);

  /// Reads who the event is. Throws nothing: what it can't read is `Malformed`.
  Parsed parse(Connection connection, RawRequest request);

  /// The response, computed after the row is committed, also for a repeated event. Most providers
  /// want an empty 200. Whoever makes the provider wait must hold an own deadline.
  ///
  /// @param settled the event was stored before and has taken effect. One that was stored and
  ///     broke off before its answer comes again with this false: what must count at once is done
  ///     again
  default Reply answer(
      Connection connection, RawRequest request, Parsed.Event event, boolean settled) {
    return Reply.EMPTY;
  }

  /// Takes effect. Runs inside the write transaction of the connection's tenant that also marks the
  /// row done, so the effect is there exactly once; call no provider here. An exception rolls back
  /// and the row is tried again.
  ///
  /// Rows of one tenant may share a transaction; when one of them fails, all are rolled back and
  /// each is done alone. So an effect outside the database would happen twice.
  ///
  /// @throws Undeliverable when trying again can't help: the row becomes a dead letter at once
  /// @throws NotYet when what it is about may be known later
  void handle(Connection connection, StoredEvent event);

  /// Takes effect of several events of one connection, in this order, in one transaction: for who
  /// can do many at once for less than one by one. On an exception all are rolled back and each
  /// goes through this alone.
  default void handleAll(Connection connection, List<StoredEvent> events) {
    events.forEach(event -> handle(connection, event));
  }

  /// How long later rows of the same key wait for a failing one, counted from its first failure.
  default Duration patience(String type) {
    return Duration.ofSeconds(30);
  }

  /// Whether a request is the provider's.
  enum Verdict {
    GENUINE,
    /// 401, counted.
    FORGED,
    /// Right key, but too old or too new: 401, counted apart.
    STALE
  }

  /// What an event is.
  sealed interface Parsed {
    /// @param identity the same for a repeated event and for nothing else; includes the type
    /// @param type the provider's word, bounded; only known words become metric tags
    /// @param orderingKey events of one key are handled in the order they came
    /// @param ignored stored for the record, but nothing is done about it
    record Event(String identity, String type, String orderingKey, boolean ignored)
        implements Parsed {
      public Event {
        identity = named(identity, 500);
        type = cut(storable(type), 100);
        orderingKey = named(orderingKey, 300);
      }

      // What is only alike at its begin stays different.
      private static String named(String text, int most) {
        var clean = storable(text);
        return clean.length() <= most && clean.equals(text)
            ? text
            : cut(clean, most - 65) + "#" + SameText.digest(text.getBytes(StandardCharsets.UTF_8));
      }

      private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
      }

      // PostgreSQL takes no NUL; the provider would send such an event for ever.
      private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
      }
    }

    /// The response is 400 with this sentence.
    record Malformed(String reason) implements Parsed {}
  }

  /// A response to the provider.
  record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final Reply EMPTY = new Reply(200, "text/plain", new byte[0], Map.of());

    public static Reply json(String json) {
      return new Reply(200, "application/json", json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply xml(String xml) {
      return new Reply(200, "text/xml", xml.getBytes(StandardCharsets.UTF_8), Map.of());
    }
  }

  /// Trying again can't help.
  final class Undeliverable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param reason for the person who looks at the dead letter; no personal data
    public Undeliverable(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }

    public Undeliverable(String reason) {
      this(reason, null);
    }
  }

  /// What the event is about is not known here yet, e.g. a report that overtook its message. It is
  /// tried again for a while, without looking like a fault of ours.
  final class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param reason for the person who looks at the row; no personal data
    public NotYet(String reason) {
      super(reason, null, false, false);
    }
  }
}
