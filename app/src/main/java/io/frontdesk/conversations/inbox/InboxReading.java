package io.frontdesk.conversations.inbox;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.thread.Filter;
import io.frontdesk.conversations.thread.Summary;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Reads lists of threads with the people's names, page by page.
@Service
class InboxReading {
  static final int PAGE = 30;
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
  private static final UUID LAST_ID = new UUID(-1L, -1L);

  /// @param next cursor of the following page, null on the last
  record Page(List<Row> rows, @Nullable String next) {}

  private final TenantTransactions transactions;
  private final Threads threads;
  private final Contacts contacts;

  InboxReading(TenantTransactions transactions, Threads threads, Contacts contacts) {
    this.transactions = transactions;
    this.threads = threads;
    this.contacts = contacts;
  }

  /// @param words narrows to people found by them; blank for all
  /// @param cursor from a page before; null for the first
  Page page(Caller caller, Filter filter, String words, @Nullable String cursor, int size) {
    var tenant = caller.tenant();
    var from = cursor == null ? new Cursor(END_OF_TIME, LAST_ID) : Cursor.read(cursor);
    return transactions.read(
        tenant,
        () -> {
          var people =
              words.isBlank()
                  ? null
                  : contacts.search(tenant, words, 100).stream().map(Contact::id).toList();
          var found =
              threads.list(tenant, filter, people, me(caller), from.at(), from.id(), size + 1);
          boolean more = found.size() > size;
          var shown = more ? found.subList(0, size) : found;
          return new Page(rows(tenant, shown), more ? Cursor.after(shown.getLast()).text() : null);
        });
  }

  List<Row> needing(TenantId tenant, int limit) {
    return transactions.read(tenant, () -> rows(tenant, threads.needing(tenant, limit)));
  }

  static @Nullable AccountId me(Caller caller) {
    return caller.actor() instanceof Actor.Person(var account, _) ? account : null;
  }

  private List<Row> rows(TenantId tenant, List<Summary> found) {
    var people =
        contacts.all(tenant, found.stream().map(one -> one.conversation().contact()).toList());
    return found.stream()
        .map(one -> Row.of(one, people.get(one.conversation().contact())))
        .toList();
  }

  /// Where a page ended.
  private record Cursor(Instant at, UUID id) {
    static Cursor after(Summary last) {
      return new Cursor(last.conversation().lastAt(), last.conversation().id().value());
    }

    static Cursor read(String text) {
      try {
        var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        int split = plain.indexOf('/');
        return new Cursor(
            Instant.parse(plain.substring(0, Math.max(split, 0))),
            UUID.fromString(plain.substring(split + 1)));
      } catch (IllegalArgumentException | DateTimeException wrong) {
        throw Refusal.field("cursor", "use the cursor of the page before");
      }
    }

    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((at + "/" + id).getBytes(StandardCharsets.UTF_8));
    }
  }
}
