package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Brings one account up to date: writes what waits, then reads what is new. One worker at a time
/// has an account; no transaction is open while a provider is asked.
@Component
public class SyncEngine {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration EVERY_FILE = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final int FAILING = 3;

  private final TenantTransactions transactions;
  private final AccountStore accounts;
  private final Providers providers;
  private final Pusher pusher;
  private final Puller puller;
  private final MeterRegistry meters;
  private final Clock clock;

  SyncEngine(
      TenantTransactions transactions,
      AccountStore accounts,
      Providers providers,
      Pusher pusher,
      Puller puller,
      MeterRegistry meters,
      Clock clock) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.providers = providers;
    this.pusher = pusher;
    this.puller = puller;
    this.meters = meters;
    this.clock = clock;
  }

  /// A run of one account by one worker.
  record Run(
      TenantId tenant,
      SyncAccount account,
      UUID lease,
      CalendarSync provider,
      CalendarSync.Account opened) {}

  /// How a run, or a part of it, ended.
  sealed interface Ended {
    record Well() implements Ended {}

    record Unauthorized() implements Ended {}

    record Wait(Duration time) implements Ended {}

    record Badly(String why) implements Ended {}

    /// What an answer that is neither success nor expected means for the run.
    static Ended of(Outcome<?> outcome) {
      return switch (outcome) {
        case Outcome.Done<?> _ -> new Well();
        case Outcome.Unauthorized<?> _ -> new Unauthorized();
        case Outcome.Wait<?>(var time) -> new Wait(time);
        case Outcome.Failed<?>(var why) -> new Badly(why);
        case Outcome.Gone<?> _ -> new Badly("The calendar is not there any more.");
        case Outcome.StaleToken<?> _, Outcome.Changed<?> _ ->
            new Badly("The calendar's server contradicts itself.");
      };
    }
  }

  /// @return false when another worker has the account, or it is gone
  public boolean sync(TenantId tenant, UUID account) {
    var lease = Uuid7.next();
    var run =
        transactions.write(
            tenant,
            () -> {
              var now = clock.instant();
              return accounts.lease(tenant, account, lease, now, now.plus(LEASE))
                  ? run(tenant, account, lease)
                  : null;
            });
    if (run == null) {
      return false;
    }
    Ended ended = new Ended.Badly("Something broke on our side.");
    try {
      ended = pusher.push(run);
      if (ended instanceof Ended.Well) {
        ended = puller.pull(run);
      }
    } finally {
      finish(run, ended);
    }
    return true;
  }

  private @Nullable Run run(TenantId tenant, UUID account, UUID lease) {
    return accounts
        .find(tenant, account)
        .map(
            found ->
                new Run(
                    tenant,
                    found,
                    lease,
                    providers.require(found.provider()),
                    providers.open(tenant, account, accounts.credentials(tenant, account))))
        .orElse(null);
  }

  private void finish(Run run, Ended ended) {
    var now = clock.instant();
    var account = run.account();
    int failures = account.failures() + 1;
    boolean failing = failures >= FAILING;
    meters
        .counter(
            "frontdesk.calendar.sync",
            "provider",
            account.provider(),
            "outcome",
            ended.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .increment();
    transactions.write(
        run.tenant(),
        () -> {
          switch (ended) {
            case Ended.Well _ ->
                accounts.ended(
                    run.tenant(),
                    account.id(),
                    run.lease(),
                    "active",
                    null,
                    now,
                    now.plus(spread(run.provider().writes() ? EVERY : EVERY_FILE)));
            case Ended.Unauthorized _ ->
                accounts.ended(
                    run.tenant(),
                    account.id(),
                    run.lease(),
                    "unauthorized",
                    "The server no longer accepts how we sign in. Connect the account again.",
                    now,
                    now.plus(spread(LONGEST)));
            case Ended.Wait(var time) ->
                accounts.ended(
                    run.tenant(),
                    account.id(),
                    run.lease(),
                    failing ? "failing" : "active",
                    "The server asked us to slow down.",
                    now,
                    now.plus(spread(longer(time, pause(failures)))));
            case Ended.Badly(var why) ->
                accounts.ended(
                    run.tenant(),
                    account.id(),
                    run.lease(),
                    failing ? "failing" : "active",
                    why.length() > 300 ? why.substring(0, 300) : why,
                    now,
                    now.plus(spread(pause(failures))));
          }
        });
  }

  static Duration pause(int failures) {
    var pause = Duration.ofSeconds(30).multipliedBy(1L << Math.clamp(failures - 1, 0, 12));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  // Between four fifths and six fifths, so that accounts that failed together don't return
  // together.
  static Duration spread(Duration time) {
    long share = Math.floorMod(Uuid7.next().getLeastSignificantBits(), 401L) + 800;
    return time.multipliedBy(share).dividedBy(1000);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
