package io.frontdesk.integrations;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.integrations.Connection.Config;
import io.frontdesk.integrations.connect.ConnectionStore;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// The connections of tenants with providers.
@Service
public class Connections {
  private static final String PURPOSE = "integrations.connection";
  private static final Duration OVERLAP = Duration.ofHours(24);

  private final TenantTransactions transactions;
  private final ConnectionStore store;
  private final Vault vault;
  private final JsonMapper json;
  private final ObjectProvider<ConnectionKind> kinds;
  private final AuditLog audit;
  private final Settings settings;
  private final Clock clock;
  // A hook must not cost a look at the table and a decryption each; other nodes learn of a change
  // within seconds.
  private final Cache<ConnectionId, Connection> recent =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(5)).build();

  // As long as a switch on another node may take to be known here. One looks, and the others of a
  // batch wait for it without holding the cache.
  private final AsyncCache<Used, Optional<Connection>> inUse =
      Caffeine.newBuilder()
          .maximumSize(10_000)
          .expireAfterWrite(Duration.ofSeconds(1))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .buildAsync();

  private record Used(TenantId tenant, ConnectionId id) {}

  Connections(
      TenantTransactions transactions,
      ConnectionStore store,
      Vault vault,
      JsonMapper json,
      ObjectProvider<ConnectionKind> kinds,
      AuditLog audit,
      Settings settings,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.vault = vault;
    this.json = json;
    this.kinds = kinds;
    this.audit = audit;
    this.settings = settings;
    this.clock = clock;
  }

  /// Every kind of connection that can be made, by purpose and label.
  public List<ConnectionKind> kinds() {
    return kinds.stream()
        .sorted(
            java.util.Comparator.comparing(ConnectionKind::purpose)
                .reversed()
                .thenComparing(ConnectionKind::label))
        .toList();
  }

  public Optional<ConnectionKind> kind(String provider) {
    return kinds.stream().filter(kind -> kind.provider().equals(provider)).findFirst();
  }

  /// The tenant's active connections with a provider, oldest name first.
  public List<Connection> active(TenantId tenant, String provider) {
    return all(tenant).stream()
        .filter(connection -> connection.active() && connection.provider().equals(provider))
        .toList();
  }

  public List<Connection> all(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant)).stream().map(this::open).toList();
  }

  public Optional<Connection> find(TenantId tenant, ConnectionId id) {
    return transactions.read(tenant, () -> store.find(tenant, id)).map(this::open);
  }

  /// As [#find] for one message of many: a change is known within a second.
  public Optional<Connection> forCall(TenantId tenant, ConnectionId id) {
    try {
      return inUse.get(new Used(tenant, id), _ -> find(tenant, id)).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /// @throws Refusal `not-found` when the tenant has no such connection
  public Connection require(TenantId tenant, ConnectionId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The connection"));
  }

  /// The connection that a hook's address names, of whichever tenant; it names the tenant. May be
  /// some seconds old.
  public Optional<Connection> forHook(ConnectionId id) {
    var known = recent.getIfPresent(id);
    if (known != null) {
      return Optional.of(known);
    }
    var found = store.findForHook(id).map(this::open);
    found.ifPresent(connection -> recent.put(id, connection));
    return found;
  }

  /// As [#forHook] when that needs no look at the database.
  public Optional<Connection> knownForHook(ConnectionId id) {
    return Optional.ofNullable(recent.getIfPresent(id));
  }

  /// Where the provider should call us.
  public String hookUrl(Connection connection) {
    return settings.get(PlatformSettings.BASE_URL)
        + "/hooks/"
        + connection.provider()
        + "/"
        + connection.id();
  }

  /// Makes a connection. Values are checked against the kind's fields.
  public ConnectionId add(
      TenantId tenant, Actor by, String provider, String name, Map<String, String> values) {
    var kind = kind(provider).orElseThrow(() -> Refusal.notFound("The kind of connection"));
    var connection =
        new Connection(
            new ConnectionId(UUID.randomUUID()),
            tenant,
            provider,
            name.strip(),
            true,
            new Config(values, Map.of()),
            1);
    ConnectionRules.require(kind, connection);
    try {
      transactions.write(
          tenant,
          () -> {
            store.insert(sealed(connection), clock.instant());
            kind.saved(connection);
            audit(by, "connections.added", connection);
          });
    } catch (DuplicateKeyException taken) {
      throw Refusal.field("name", "another connection with this provider has this name");
    }
    return connection.id();
  }

  /// Changes a connection. A secret left out keeps its value; a new value of a secret takes its
  /// place, and the old one is accepted for a day more.
  ///
  /// @param version the one the editor saw
  /// @throws Refusal `connection.changed` when somebody else changed it meanwhile
  public void change(
      TenantId tenant,
      Actor by,
      ConnectionId id,
      int version,
      String name,
      Map<String, String> values) {
    var old = require(tenant, id);
    var kind = kind(old.provider()).orElseThrow(() -> Refusal.notFound("The kind of connection"));
    var until = clock.instant().plus(OVERLAP);
    var merged = new HashMap<>(values);
    var previous = new HashMap<>(old.config().previous());
    previous.values().removeIf(value -> !clock.instant().isBefore(value.until()));
    for (var field : kind.fields()) {
      if (field.type() == ConnectionKind.Type.SECRET) {
        var before = old.find(field.name());
        var after = values.getOrDefault(field.name(), "");
        if (after.isBlank()) {
          before.ifPresent(value -> merged.put(field.name(), value));
        } else if (before.isPresent() && !before.get().equals(after)) {
          previous.put(field.name(), new Connection.Previous(before.get(), until));
        }
      }
    }
    var next =
        new Connection(
            id,
            tenant,
            old.provider(),
            name.strip(),
            old.active(),
            new Config(merged, previous),
            version);
    ConnectionRules.require(kind, next);
    save(by, "connections.changed", next);
  }

  /// Stops accepting the old values of rotated secrets at once.
  public void endRotation(TenantId tenant, Actor by, ConnectionId id) {
    var old = require(tenant, id);
    save(
        by,
        "connections.rotation-ended",
        new Connection(
            id,
            tenant,
            old.provider(),
            old.name(),
            old.active(),
            new Config(old.config().values(), Map.of()),
            old.version()));
  }

  /// Switches a connection on or off.
  public void activate(TenantId tenant, Actor by, ConnectionId id, boolean active) {
    var old = require(tenant, id);
    save(
        by,
        active ? "connections.switched-on" : "connections.switched-off",
        new Connection(
            id, tenant, old.provider(), old.name(), active, old.config(), old.version()));
  }

  /// Asks the provider whether the credentials work. Call it outside a transaction.
  public ConnectionKind.Test test(TenantId tenant, ConnectionId id) {
    var connection = require(tenant, id);
    var kind =
        kind(connection.provider()).orElseThrow(() -> Refusal.notFound("The kind of connection"));
    var found = kind.test(connection);
    transactions.write(
        tenant, () -> store.checked(tenant, id, found.ok(), found.message(), clock.instant()));
    return found;
  }

  /// Writes down whether a connection works, as found while using it; the screen shows it.
  ///
  /// @param note one sentence without secrets
  public void seen(TenantId tenant, ConnectionId id, boolean ok, String note) {
    transactions.write(tenant, () -> store.checked(tenant, id, ok, note, clock.instant()));
  }

  private void save(Actor by, String action, Connection next) {
    boolean saved;
    try {
      saved =
          transactions.write(
              next.tenant(),
              () -> {
                if (!store.update(sealed(next), clock.instant())) {
                  return false;
                }
                kind(next.provider()).ifPresent(kind -> kind.saved(next));
                audit(by, action, next);
                return true;
              });
    } catch (DuplicateKeyException taken) {
      throw Refusal.field("name", "another connection with this provider has this name");
    }
    recent.invalidate(next.id());
    inUse.synchronous().invalidate(new Used(next.tenant(), next.id()));
    if (!saved) {
      throw Refusal.conflict(
          "connection.changed", "Someone changed this connection meanwhile; look at it again");
    }
  }

  private void audit(Actor by, String action, Connection connection) {
    audit.record(
        connection.tenant(),
        by,
        action,
        "connection",
        connection.id().toString(),
        Map.of("provider", connection.provider()));
  }

  private ConnectionStore.Row sealed(Connection connection) {
    var plain = new HashMap<String, Object>();
    plain.put("values", connection.config().values());
    var previous = new HashMap<String, Object>();
    connection
        .config()
        .previous()
        .forEach(
            (name, old) ->
                previous.put(
                    name, List.of(old.value(), Long.toString(old.until().toEpochMilli()))));
    plain.put("previous", previous);
    return new ConnectionStore.Row(
        connection.id(),
        connection.tenant(),
        connection.provider(),
        connection.name(),
        connection.active(),
        vault.encrypt(
            connection.tenant(),
            PURPOSE,
            json.writeValueAsString(plain).getBytes(StandardCharsets.UTF_8)),
        connection.version(),
        null,
        null,
        null);
  }

  private Connection open(ConnectionStore.Row row) {
    var tree = json.readTree(vault.decrypt(row.tenant(), PURPOSE, row.config()));
    var values = new HashMap<String, String>();
    tree.path("values")
        .properties()
        .forEach(one -> values.put(one.getKey(), one.getValue().asString()));
    var previous = new HashMap<String, Connection.Previous>();
    tree.path("previous")
        .properties()
        .forEach(
            one ->
                previous.put(
                    one.getKey(),
                    new Connection.Previous(
                        one.getValue().get(0).asString(),
                        java.time.Instant.ofEpochMilli(
                            Long.parseLong(one.getValue().get(1).asString())))));
    return new Connection(
        row.id(),
        row.tenant(),
        row.provider(),
        row.name(),
        row.active(),
        new Config(values, previous),
        row.version());
  }

  /// Checks values against the fields of a kind.
  static final class ConnectionRules {
    private ConnectionRules() {}

    static void require(ConnectionKind kind, Connection connection) {
      var wrong = new ArrayList<Refusal.FieldError>();
      if (connection.name().isEmpty() || connection.name().length() > 100) {
        wrong.add(new Refusal.FieldError("name", "write 1 to 100 characters"));
      }
      for (var field : kind.fields()) {
        var text = connection.get(field.name(), "");
        var mend = text.isEmpty() ? missing(field) : objection(field, text);
        mend.ifPresent(told -> wrong.add(new Refusal.FieldError(field.name(), told)));
      }
      if (wrong.isEmpty()) {
        wrong.addAll(kind.check(connection));
      }
      if (!wrong.isEmpty()) {
        throw Refusal.fields(wrong);
      }
    }

    private static Optional<String> missing(ConnectionKind.Field field) {
      return field.required() ? Optional.of("is needed") : Optional.empty();
    }

    private static Optional<String> objection(ConnectionKind.Field field, String text) {
      boolean lines = field.type() == ConnectionKind.Type.LINES;
      if (text.length() > 4_000
          || text.chars().anyMatch(c -> c < ' ' && !(lines && "\r\n\t".indexOf(c) >= 0))) {
        return Optional.of(
            lines ? "write up to 4,000 characters" : "write one line of up to 4,000 characters");
      }
      var pattern = field.pattern();
      if (pattern != null && !text.matches(pattern)) {
        return Optional.of("does not look right: " + field.help());
      }
      return switch (field.type()) {
        case TEXT, LINES, SECRET, FLAG -> Optional.empty();
        case URL ->
            text.matches("https?://[^\\s/@]+(/\\S*)?")
                ? Optional.empty()
                : Optional.of("give an address that begins with https://");
        case NUMBER ->
            text.matches("[0-9]{1,9}") ? Optional.empty() : Optional.of("give a whole number");
        case PHONE ->
            text.matches("\\+[1-9][0-9]{6,14}")
                ? Optional.empty()
                : Optional.of("give the number with its country code, e.g. +12025550123");
        case CHOICE ->
            field.choices().contains(text)
                ? Optional.empty()
                : Optional.of("choose one of the list");
      };
    }
  }
}
