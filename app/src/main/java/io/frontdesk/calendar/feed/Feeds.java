package io.frontdesk.calendar.feed;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.ics.IcsWriter;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Makes, revokes and writes feeds. A feed holds the appointments of the last 30 and the next 365
/// days that still stand.
@Service
public class Feeds {
  private static final Duration PAST = Duration.ofDays(30);
  private static final Duration FUTURE = Duration.ofDays(365);
  private static final int MOST = 10_000;
  private static final int MOST_FEEDS = 200;

  private final TenantTransactions transactions;
  private final FeedStore store;
  private final AppointmentStore appointments;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final Clock clock;

  Feeds(
      TenantTransactions transactions,
      FeedStore store,
      AppointmentStore appointments,
      Catalogue catalogue,
      Contacts contacts,
      Workspaces workspaces,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.appointments = appointments;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.audit = audit;
    this.clock = clock;
  }

  /// A new feed and the secret of its address, which is not kept.
  public record Made(Feed feed, String token) {
    @Override
    public String toString() {
      return "Made[" + feed.id() + "]";
    }
  }

  /// What a program gets.
  ///
  /// @param etag quoted; the same as long as the content is
  public record Content(byte[] ics, String etag) {}

  /// A feed of a person's appointments.
  ///
  /// @param label for whom it is, up to 120 characters
  public Made make(TenantId tenant, Actor actor, StaffId staff, String label, boolean busyOnly) {
    return make(
        tenant,
        actor,
        () -> catalogue.require(tenant, staff),
        new Feed(Uuid7.next(), staff, null, label.strip(), busyOnly, clock.instant(), null));
  }

  /// A feed of what takes place at a location.
  ///
  /// @param label for whom it is, up to 120 characters
  public Made make(
      TenantId tenant, Actor actor, LocationId location, String label, boolean busyOnly) {
    return make(
        tenant,
        actor,
        () -> catalogue.require(tenant, location),
        new Feed(Uuid7.next(), null, location, label.strip(), busyOnly, clock.instant(), null));
  }

  private Made make(TenantId tenant, Actor actor, Runnable known, Feed feed) {
    if (feed.label().isEmpty() || feed.label().length() > 120) {
      throw Refusal.field("label", "Give a name of up to 120 characters.");
    }
    return transactions.write(
        tenant,
        () -> {
          known.run();
          if (store.all(tenant).size() >= MOST_FEEDS) {
            throw Refusal.conflict("calendar.feeds", "Revoke a feed first: there are 200.");
          }
          var token = FeedToken.fresh(tenant);
          store.insert(tenant, feed, token.hash(), actor.name());
          audit.record(tenant, actor, "calendar.feed-made", "feed", feed.id().toString(), Map.of());
          return new Made(feed, token.text());
        });
  }

  public List<Feed> all(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant));
  }

  public List<Feed> of(TenantId tenant, StaffId staff) {
    return all(tenant).stream().filter(feed -> staff.equals(feed.staff())).toList();
  }

  public List<Feed> of(TenantId tenant, LocationId location) {
    return all(tenant).stream().filter(feed -> location.equals(feed.location())).toList();
  }

  /// @throws Refusal when there is none of this id
  public void revoke(TenantId tenant, Actor actor, UUID feed) {
    transactions.write(
        tenant,
        () -> {
          if (!store.revoke(tenant, feed, clock.instant())) {
            throw Refusal.notFound("The feed");
          }
          audit.record(tenant, actor, "calendar.feed-revoked", "feed", feed.toString(), Map.of());
        });
  }

  /// What the address with this secret holds; empty for one that is not, or no longer, ours.
  public Optional<Content> read(String secret) {
    var token = FeedToken.parse(secret);
    if (token.isEmpty()) {
      return Optional.empty();
    }
    var tenant = token.get().tenant();
    return transactions.write(
        tenant,
        () ->
            store
                .byHash(tenant, token.get().hash())
                .map(
                    feed -> {
                      store.read(tenant, feed.id(), clock.instant());
                      return content(tenant, feed);
                    }));
  }

  private Content content(TenantId tenant, Feed feed) {
    var now = clock.instant();
    var workspace = workspaces.require(tenant);
    var ics =
        IcsWriter.calendar()
            .line("METHOD", "PUBLISH")
            .text("X-WR-CALNAME", workspace.name() + " – " + feed.label())
            .line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M")
            .line("X-PUBLISHED-TTL", "PT15M");
    var found =
        appointments
            .page(
                tenant,
                now.minus(PAST),
                now.plus(FUTURE),
                null,
                feed.staff(),
                feed.location(),
                Instant.EPOCH,
                new UUID(0, 0),
                workspace.zone(),
                MOST)
            .stream()
            .filter(
                one ->
                    one.state() != AppointmentState.CANCELLED
                        && one.state() != AppointmentState.NO_SHOW)
            .toList();
    var people =
        feed.busyOnly()
            ? Map.<ContactId, Contact>of()
            : contacts.all(
                tenant, found.stream().map(Appointment::contact).collect(Collectors.toSet()));
    for (var one : found) {
      var person = people.get(one.contact());
      event(ics, feed, workspace, one, person == null ? null : person.name());
    }
    var bytes = ics.end();
    return new Content(bytes, etag(bytes));
  }

  // DTSTAMP tells when the appointment last changed, so the same content stays the same bytes.
  private static void event(
      IcsWriter ics, Feed feed, Workspace workspace, Appointment one, @Nullable String name) {
    ics.line("BEGIN", "VEVENT")
        .line("UID", (feed.busyOnly() ? "busy-" : "") + one.id() + "@frontdesk")
        .line("SEQUENCE", Integer.toString(one.revision()))
        .utc("DTSTAMP", one.updatedAt())
        .utc("DTSTART", one.startsAt())
        .utc("DTEND", one.endsAt());
    if (feed.busyOnly()) {
      ics.line("SUMMARY", "Busy").line("CLASS", "PRIVATE");
    } else {
      ics.text("SUMMARY", one.serviceName() + (name == null ? "" : " – " + name))
          .text("DESCRIPTION", one.serviceName() + " with " + one.staffName())
          .text("LOCATION", place(workspace, one));
    }
    ics.line("STATUS", "CONFIRMED").line("TRANSP", "OPAQUE").line("END", "VEVENT");
  }

  private static String place(Workspace workspace, Appointment one) {
    return one.locationName().isEmpty()
        ? workspace.name()
        : workspace.name() + ", " + one.locationName();
  }

  private static String etag(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
