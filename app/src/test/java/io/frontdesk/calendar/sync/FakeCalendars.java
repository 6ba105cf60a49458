package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A provider in memory: one calendar per key.
@Component
public class FakeCalendars implements CalendarSync {
  /// What stands in one calendar.
  static final class Book {
    final Map<String, Entry.Event> events = new ConcurrentHashMap<>();
    final List<String> changed = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    @Nullable Outcome<?> refusal;
    @Nullable CountDownLatch held;
    boolean forgetful;
    boolean tokensAreStale;
    int version;

    synchronized void put(Entry.Event event) {
      events.put(event.href(), event);
      changed.add(event.href());
    }

    synchronized void busy(String href, String start, String end) {
      put(event(href, null, "", Instant.parse(start), Instant.parse(end)));
    }

    synchronized void move(String href, String start, String end) {
      var old = Objects.requireNonNull(events.get(href));
      put(event(href, old.appointment(), old.written(), Instant.parse(start), Instant.parse(end)));
    }

    synchronized void remove(String href) {
      events.remove(href);
      changed.add(href);
    }

    private Entry.Event event(
        String href, @Nullable UUID appointment, String written, Instant start, Instant end) {
      return new Entry.Event(
          href, "v" + ++version, href + "@elsewhere", appointment, written, start, end, true, "");
    }
  }

  private final Map<String, Book> books = new ConcurrentHashMap<>();

  Book book(String key) {
    return books.computeIfAbsent(key, _ -> new Book());
  }

  @Override
  public String provider() {
    return "fake";
  }

  @Override
  public String label() {
    return "Fake";
  }

  @Override
  public String help() {
    return "For tests.";
  }

  @Override
  public List<Field> fields() {
    return List.of(new Field("key", "Key", "", true));
  }

  @Override
  public boolean writes() {
    return true;
  }

  @Override
  public Outcome<List<RemoteCalendar>> calendars(Account account) {
    TenantTransactions.requireNone("a provider");
    return new Outcome.Done<>(List.of(new RemoteCalendar("main", "Main", true)));
  }

  @Override
  @SuppressWarnings("unchecked") // an outcome that carries nothing suits every type
  public Outcome<Changes> changes(
      Account account, String calendar, @Nullable String token, Instant from, Instant until) {
    var book = opened(account, "changes");
    synchronized (book) {
      if (book.refusal != null) {
        return (Outcome<Changes>) book.refusal;
      }
      if (token != null && book.tokensAreStale) {
        book.tokensAreStale = false;
        return new Outcome.StaleToken<>();
      }
      int since = token == null ? 0 : Integer.parseInt(token);
      var hrefs =
          token == null
              ? List.copyOf(book.events.keySet())
              : book.changed.subList(since, book.changed.size());
      var entries = new ArrayList<Entry>();
      for (var href : List.copyOf(hrefs)) {
        var event = book.events.get(href);
        entries.add(event == null ? new Entry.Gone(href) : event);
      }
      return new Outcome.Done<>(
          new Changes(token == null, entries, Integer.toString(book.changed.size())));
    }
  }

  @Override
  public Outcome<Entry> read(Account account, String calendar, String href) {
    var event = opened(account, "read").events.get(href);
    return event == null ? new Outcome.Gone<>() : new Outcome.Done<>(event);
  }

  @Override
  public String hrefOf(String calendar, UUID appointment) {
    return appointment.toString();
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  public Outcome<String> write(
      Account account, String calendar, OwnEvent event, String href, String expected) {
    var book = opened(account, "write");
    var held = book.held;
    if (held != null) {
      try {
        held.await();
      } catch (InterruptedException stopping) {
        throw new IllegalStateException(stopping);
      }
    }
    synchronized (book) {
      if (book.refusal != null) {
        return (Outcome<String>) book.refusal;
      }
      var there = book.events.get(href);
      boolean asExpected =
          expected.equals("*")
              || (expected.isEmpty()
                  ? there == null
                  : there != null && there.etag().equals(expected));
      if (!asExpected) {
        return there == null ? new Outcome.Gone<>() : new Outcome.Changed<>();
      }
      book.put(book.event(href, event.appointment(), event.mark(), event.start(), event.end()));
      if (book.forgetful) {
        throw new IllegalStateException("the answer was lost");
      }
      return new Outcome.Done<>(Objects.requireNonNull(book.events.get(href)).etag());
    }
  }

  @Override
  public Outcome<Boolean> delete(Account account, String calendar, String href) {
    opened(account, "delete").remove(href);
    return new Outcome.Done<>(true);
  }

  private Book opened(Account account, String call) {
    TenantTransactions.requireNone("a provider");
    var book = book(account.get("key"));
    synchronized (book) {
      book.calls.add(call);
    }
    return book;
  }
}
