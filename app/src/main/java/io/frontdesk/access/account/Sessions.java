package io.frontdesk.access.account;

import io.frontdesk.access.AccessSettings;
import io.frontdesk.access.AccountId;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/// Signed-in browsers. A session ends when unused for too long, when its absolute age is reached,
/// when it is revoked, or when its account is disabled. Call everything outside a transaction.
@Service
public class Sessions {
  // Writing on every request would double the cost of a page; a minute is exact enough for hours.
  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);
  private static final int LONGEST_AGENT = 200;

  private final SessionStore store;
  private final TenantTransactions transactions;
  private final Clock clock;
  private final Duration idle;
  private final Duration absolute;

  Sessions(SessionStore store, TenantTransactions transactions, Clock clock, Settings settings) {
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
    this.idle = settings.get(AccessSettings.SESSION_IDLE);
    this.absolute = settings.get(AccessSettings.SESSION_ABSOLUTE);
  }

  /// Starts a session and gives its token, which is kept nowhere else.
  public String start(AccountId account, String address, String agent) {
    var token = Tokens.next();
    var now = clock.instant();
    transactions.withoutTenant(
        () -> {
          store.insert(
              Uuid7.next(),
              Tokens.hash(token),
              account,
              now,
              now.plus(absolute),
              address,
              agent.substring(0, Math.min(LONGEST_AGENT, agent.length())));
          return token;
        });
    return token;
  }

  /// The live session of a token, noted as used.
  public Optional<Session> resume(String token) {
    var now = clock.instant();
    return transactions.withoutTenant(
        () -> {
          var found =
              store
                  .find(Tokens.hash(token))
                  .filter(session -> session.expiresAt().isAfter(now))
                  .filter(session -> session.seenAt().plus(idle).isAfter(now));
          found
              .filter(session -> session.seenAt().plus(TOUCH_EVERY).isBefore(now))
              .ifPresent(session -> store.touch(session.id(), now));
          return found;
        });
  }

  /// Those of some sessions that are live, by id. Unlike [#resume] looking does not count as use:
  /// for streams that stay open by themselves.
  public Map<UUID, Session> live(Collection<UUID> sessions) {
    var now = clock.instant();
    return transactions.withoutTenant(() -> store.live(sessions, now, now.minus(idle))).stream()
        .collect(Collectors.toMap(Session::id, Function.identity()));
  }

  /// Gives a session a new token after the person proved themselves again.
  public String confirm(Session session) {
    var token = Tokens.next();
    return transactions.withoutTenant(
        () -> {
          store.rotate(session.id(), Tokens.hash(token), clock.instant());
          return token;
        });
  }

  /// The live sessions of an account, last used first.
  public List<Session> of(AccountId account) {
    var now = clock.instant();
    return transactions.withoutTenant(() -> store.of(account, now, now.minus(idle)));
  }

  /// Ends one session of this account; false when it has none such.
  public boolean end(AccountId account, UUID session) {
    return transactions.withoutTenant(() -> store.delete(account, session) > 0);
  }

  /// Ends every session of the account but one.
  public void endOthers(Session kept) {
    transactions.withoutTenant(
        () -> {
          store.deleteAllBut(kept.account(), kept.id());
          return kept;
        });
  }

  /// Ends every session of the account.
  public void endAll(AccountId account) {
    transactions.withoutTenant(
        () -> {
          store.deleteAll(account);
          return account;
        });
  }

  /// Removes what has ended; for a recurring job.
  public int sweep() {
    var now = clock.instant();
    return transactions.withoutTenant(() -> store.deleteEnded(now, now.minus(idle)));
  }

  /// Whether this is the session's first entry into an agency's child.
  public boolean firstEntry(Session session, TenantId workspace) {
    return transactions.withoutTenant(() -> store.enter(session.id(), workspace));
  }
}
