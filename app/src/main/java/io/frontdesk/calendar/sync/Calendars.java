package io.frontdesk.calendar.sync;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.calendar.port.CalendarSync.RemoteCalendar;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Connects people's other calendars, chooses what they are used for, disconnects them. Where a
/// provider is asked, no transaction may be open.
@Service
public class Calendars {
  private static final int MOST_ACCOUNTS = 10;

  private final TenantTransactions transactions;
  private final AccountStore accounts;
  private final MirrorStore mirrors;
  private final BusyStore busy;
  private final Providers providers;
  private final Catalogue catalogue;
  private final AuditLog audit;
  private final Clock clock;

  Calendars(
      TenantTransactions transactions,
      AccountStore accounts,
      MirrorStore mirrors,
      BusyStore busy,
      Providers providers,
      Catalogue catalogue,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.mirrors = mirrors;
    this.busy = busy;
    this.providers = providers;
    this.catalogue = catalogue;
    this.audit = audit;
    this.clock = clock;
  }

  /// The ways to connect one.
  public List<CalendarSync> providers() {
    return providers.all();
  }

  public List<SyncAccount> of(TenantId tenant, StaffId staff) {
    return transactions.read(tenant, () -> accounts.of(tenant, staff));
  }

  /// @throws Refusal when it is not one of this tenant's
  public SyncAccount require(TenantId tenant, UUID account) {
    return transactions
        .read(tenant, () -> accounts.find(tenant, account))
        .orElseThrow(() -> Refusal.notFound("The calendar account"));
  }

  /// Connects with what the person typed. The calendars are fetched at once, which proves that it
  /// works.
  ///
  /// @throws Refusal naming the field when something is missing, or with the provider's objection
  public UUID connect(
      TenantId tenant, Actor actor, StaffId staff, String provider, Map<String, String> typed) {
    var way = providers.require(provider);
    if (way.fields().isEmpty()) {
      throw Refusal.field("provider", "Allow access at the provider instead.");
    }
    var errors = new ArrayList<FieldError>();
    var credentials = new HashMap<String, String>();
    for (var field : way.fields()) {
      var value = typed.getOrDefault(field.name(), "").strip();
      if (value.isEmpty() || value.length() > 1_000) {
        errors.add(new FieldError(field.name(), "Fill this in."));
      }
      credentials.put(field.name(), value);
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    var user = credentials.getOrDefault("user", "");
    var label = way.label() + (user.isEmpty() ? "" : " · " + user);
    return add(tenant, actor, staff, way, label, credentials, way.fields().getFirst().name());
  }

  /// @param field which field an objection of the provider is about
  UUID add(
      TenantId tenant,
      Actor actor,
      StaffId staff,
      CalendarSync way,
      String label,
      Map<String, String> credentials,
      String field) {
    transactions.read(tenant, () -> requireRoom(tenant, staff));
    var id = Uuid7.next();
    var found = listed(way, new CalendarSync.Account(tenant, id, credentials), field);
    var locked = providers.lock(tenant, id, credentials);
    return transactions.write(
        tenant,
        () -> {
          requireRoom(tenant, staff);
          var name = label.length() > 200 ? label.substring(0, 200) : label;
          accounts.insert(
              tenant, id, staff, way.provider(), name, locked, actor.name(), clock.instant());
          for (var calendar : found) {
            accounts.offer(
                tenant,
                id,
                Uuid7.next(),
                calendar.id(),
                calendar.name(),
                calendar.writable(),
                found.size() == 1);
          }
          audit.record(
              tenant,
              actor,
              "calendar.account-connected",
              "calendar-account",
              id.toString(),
              Map.of("provider", way.provider(), "staff", staff.toString()));
          return id;
        });
  }

  private Boolean requireRoom(TenantId tenant, StaffId staff) {
    catalogue.require(tenant, staff);
    if (accounts.of(tenant, staff).size() >= MOST_ACCOUNTS) {
      throw Refusal.conflict("calendar.accounts", "Disconnect an account first: there are ten.");
    }
    return true;
  }

  private static List<RemoteCalendar> listed(
      CalendarSync way, CalendarSync.Account account, String field) {
    return switch (way.calendars(account)) {
      case Outcome.Done<List<RemoteCalendar>>(var found) -> {
        if (found.isEmpty()) {
          throw Refusal.field(field, "There is no calendar at this account.");
        }
        yield found.stream().limit(100).toList();
      }
      case Outcome.Unauthorized<List<RemoteCalendar>> _ ->
          throw Refusal.field(field, "The server refuses these credentials.");
      case Outcome.Wait<List<RemoteCalendar>> _ ->
          throw Refusal.field(field, "The server is busy. Try again in some minutes.");
      case Outcome.Gone<List<RemoteCalendar>> _ ->
          throw Refusal.field(field, "There is no calendar at this address.");
      case Outcome.Failed<List<RemoteCalendar>>(var why) -> throw Refusal.field(field, why);
      case Outcome.StaleToken<List<RemoteCalendar>> _, Outcome.Changed<List<RemoteCalendar>> _ ->
          throw Refusal.field(field, "The server refuses to list its calendars.");
    };
  }

  /// Chooses what the account's calendars are used for.
  ///
  /// @param busyIn calendars whose entries take the person's time
  /// @param out the calendar that our appointments are written into, or none
  public void choose(
      TenantId tenant, Actor actor, UUID account, Set<UUID> busyIn, @Nullable UUID out) {
    transactions.write(
        tenant,
        () -> {
          var found =
              accounts
                  .find(tenant, account)
                  .orElseThrow(() -> Refusal.notFound("The calendar account"));
          var known = found.calendars();
          if (out != null
              && known.stream().noneMatch(one -> one.id().equals(out) && one.writable())) {
            throw Refusal.field("out", "Choose a calendar of the list that can be written to.");
          }
          // First the one that is written to no more, since there may be only one.
          for (var calendar : known) {
            if (calendar.out() && !calendar.id().equals(out)) {
              accounts.choose(tenant, calendar.id(), busyIn.contains(calendar.id()), false);
              mirrors
                  .all(tenant, calendar.id())
                  .forEach(
                      one ->
                          mirrors.force(tenant, calendar.id(), one.appointment(), clock.instant()));
            }
          }
          for (var calendar : known) {
            boolean writes = calendar.id().equals(out);
            boolean reads = busyIn.contains(calendar.id());
            if (calendar.busyIn() && !reads) {
              busy.clear(tenant, calendar.id());
            }
            if (calendar.busyIn() != reads || calendar.out() != writes) {
              accounts.choose(tenant, calendar.id(), reads, writes);
            }
            if (writes && !calendar.out()) {
              mirrors.enqueueAhead(tenant, calendar.id(), found.staff(), clock.instant());
            }
          }
          accounts.due(tenant, account, clock.instant());
          audit.record(
              tenant,
              actor,
              "calendar.account-changed",
              "calendar-account",
              account.toString(),
              Map.of());
        });
  }

  /// Looks at the account soon, whatever it waits for.
  public void syncSoon(TenantId tenant, UUID account) {
    require(tenant, account);
    transactions.write(tenant, () -> accounts.due(tenant, account, clock.instant()));
  }

  /// Forgets the account and everything read from it. What was written there stays there.
  public void disconnect(TenantId tenant, Actor actor, UUID account) {
    var opened =
        transactions.write(
            tenant,
            () -> {
              var found =
                  accounts
                      .find(tenant, account)
                      .orElseThrow(() -> Refusal.notFound("The calendar account"));
              var locked = accounts.credentials(tenant, account);
              found.calendars().forEach(calendar -> busy.clear(tenant, calendar.id()));
              accounts.delete(tenant, account);
              audit.record(
                  tenant,
                  actor,
                  "calendar.account-disconnected",
                  "calendar-account",
                  account.toString(),
                  Map.of("provider", found.provider()));
              return new Forgotten(found.provider(), locked);
            });
    providers.require(opened.provider()).forget(providers.open(tenant, account, opened.locked()));
  }

  private record Forgotten(String provider, byte[] locked) {}
}
