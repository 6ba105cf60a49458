package io.frontdesk.access.key;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Tokens;
import io.frontdesk.access.guard.Doorkeeper;
import io.frontdesk.access.member.MemberStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Makes, rotates, revokes and recognises API keys.
@Service
public class ApiKeys {
  /// A key just made: the only moment its text exists outside the client.
  public record Made(ApiKey key, String text) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// A key that opened a workspace.
  public record Opened(TenantId tenant, ApiKey key) {}

  private static final String PREFIX = "fdk_";
  private static final int HINT = 10;
  private static final int LONGEST = 100;
  private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);

  private static final UUID PROGRAM = new UUID(0, 0);

  private record Found(ApiKey key, @Nullable Role maker) {}

  private final ApiKeyStore store;
  private final MemberStore members;
  private final Workspaces workspaces;
  private final Doorkeeper doorkeeper;
  private final TenantTransactions transactions;
  private final AuditLog audit;
  private final Clock clock;

  ApiKeys(
      ApiKeyStore store,
      MemberStore members,
      Workspaces workspaces,
      Doorkeeper doorkeeper,
      TenantTransactions transactions,
      AuditLog audit,
      Clock clock) {
    this.store = store;
    this.members = members;
    this.workspaces = workspaces;
    this.doorkeeper = doorkeeper;
    this.transactions = transactions;
    this.audit = audit;
    this.clock = clock;
  }

  /// Makes a key. Its scopes are always a part of what its creator may do, and every key may see
  /// today.
  ///
  /// @param lifetime null for a key without end
  /// @throws Refusal when a scope exceeds the creator's permissions
  public Made make(
      Caller caller, String name, Set<Permission> scopes, @Nullable Duration lifetime) {
    var beyond = EnumSet.noneOf(Permission.class);
    scopes.stream().filter(scope -> !caller.may(scope)).forEach(beyond::add);
    if (!beyond.isEmpty()) {
      throw Refusal.forbidden("A key can't do more than you may: " + beyond);
    }
    var all = EnumSet.of(Permission.VIEW_TODAY);
    all.addAll(scopes);
    var now = clock.instant();
    return transactions.write(
        caller.tenant(),
        () ->
            insert(
                caller, name, all, lifetime == null ? null : now.plus(lifetime), now, "key.made"));
  }

  /// Makes a successor with the same name, scopes and lifetime; the old key keeps working for
  /// `overlap` so that clients can change over.
  public Made rotate(Caller caller, UUID id, Duration overlap) {
    return transactions.write(
        caller.tenant(),
        () -> {
          var now = clock.instant();
          var old =
              store
                  .find(caller.tenant(), id)
                  .filter(key -> key.worksAt(now))
                  .orElseThrow(() -> Refusal.notFound("Key"));
          if (!caller.permissions().containsAll(old.scopes())) {
            throw Refusal.forbidden("This key may do more than you; its maker must rotate it.");
          }
          var expiresAt = old.expiresAt();
          var made =
              insert(
                  caller,
                  old.name(),
                  old.scopes(),
                  expiresAt == null ? null : now.plus(Duration.between(old.createdAt(), expiresAt)),
                  now,
                  "key.rotated");
          store.endBy(caller.tenant(), id, now.plus(overlap));
          return made;
        });
  }

  /// Ends a key at once; repeatable.
  public void revoke(Caller caller, UUID id) {
    transactions.write(
        caller.tenant(),
        () -> {
          if (store.find(caller.tenant(), id).isEmpty()) {
            throw Refusal.notFound("Key");
          }
          store.revoke(caller.tenant(), id, clock.instant());
          audit.record(
              caller.tenant(), caller.actor(), "key.revoked", "api-key", id.toString(), Map.of());
        });
  }

  public List<ApiKey> all(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant));
  }

  /// The workspace a key's text opens now; empty for unknown, ended and revoked ones alike. It
  /// never reaches further than its maker does today: it ends with their membership, and what they
  /// may not do any more it may not either. Call it outside a transaction.
  public Optional<Opened> open(String text) {
    if (!text.startsWith(PREFIX) || text.length() > LONGEST) {
      return Optional.empty();
    }
    var hash = Tokens.hash(text);
    return transactions
        .withoutTenant(() -> store.workspaceOf(hash))
        .flatMap(
            tenant ->
                transactions
                    .write(tenant, () -> find(tenant, hash))
                    .flatMap(found -> asFarAsItsMaker(tenant, found)));
  }

  private Optional<Found> find(TenantId tenant, byte[] hash) {
    var now = clock.instant();
    var key = store.byHash(tenant, hash).filter(found -> found.worksAt(now));
    key.filter(found -> isStale(found.lastUsedAt(), now))
        .ifPresent(found -> store.used(tenant, found.id(), now));
    return key.map(
        found ->
            new Found(found, members.role(tenant, new AccountId(found.creator())).orElse(null)));
  }

  private Optional<Opened> asFarAsItsMaker(TenantId tenant, Found found) {
    var key = found.key();
    if (key.creator().equals(PROGRAM)) {
      return Optional.of(new Opened(tenant, key));
    }
    return Optional.ofNullable(found.maker())
        .or(() -> roleByAgency(tenant, new AccountId(key.creator())))
        .map(role -> new Opened(tenant, key.within(role.permissions())));
  }

  private Optional<Role> roleByAgency(TenantId tenant, AccountId account) {
    var agency = workspaces.require(tenant).agency();
    return agency == null ? Optional.empty() : doorkeeper.roleAbove(account, agency);
  }

  private static boolean isStale(@Nullable Instant usedAt, Instant now) {
    return usedAt == null || usedAt.plus(NOTE_USE_EVERY).isBefore(now);
  }

  private Made insert(
      Caller caller,
      String name,
      Set<Permission> scopes,
      @Nullable Instant expiresAt,
      Instant now,
      String action) {
    var text = PREFIX + Tokens.next();
    var id = Uuid7.next();
    var by = caller.actor();
    var key =
        new ApiKey(
            id,
            name,
            text.substring(0, HINT),
            scopes,
            by.name(),
            creator(by),
            now,
            expiresAt,
            null,
            null);
    store.insert(caller.tenant(), key, Tokens.hash(text));
    audit.record(caller.tenant(), by, action, "api-key", id.toString(), Map.of("scopes", scopes));
    return new Made(key, text);
  }

  private static UUID creator(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.account().value();
      case Actor.Key key -> key.key();
      case Actor.Program _ -> PROGRAM;
    };
  }
}
