package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.KillSwitch.Reach;
import io.frontdesk.policy.switches.SwitchStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/// Stops what leaves: all of this installation, of a workspace, of a channel, a campaign or an
/// assistant. Every node reads the switches in the transaction that commits a sending, so once a
/// switch is kept only what is already being handed over still leaves. What is due waits; nothing
/// is lost.
@Service
public class KillSwitches {
  private final TenantTransactions transactions;
  private final SwitchStore store;
  private final AuditLog audit;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  KillSwitches(
      TenantTransactions transactions,
      SwitchStore store,
      AuditLog audit,
      ApplicationEventPublisher events,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /// Stops the workspace, or one channel of it.
  ///
  /// @param channel null stops all channels
  public void stop(TenantId tenant, @Nullable Channel channel, String reason, Actor actor) {
    stop(tenant, reach(channel), reason, actor);
  }

  /// Stops what is within reach. Repeatable; the first reason stays. Who may stop the platform is
  /// for the caller to know.
  ///
  /// @param tenant for the platform: the workspace of who does it, whose audit log tells of it
  /// @param reason 1 to 200 characters
  public void stop(TenantId tenant, Reach reach, String reason, Actor actor) {
    var why = reason.strip();
    if (why.isEmpty() || why.length() > 200) {
      throw Refusal.field("reason", "say why in 1 to 200 characters");
    }
    transactions.write(
        tenant,
        () -> {
          if (store.stop(tenant, reach, why, actor.name(), clock.instant())) {
            record(tenant, "policy.stopped", reach, actor);
          }
        });
  }

  /// Lets the workspace, or one channel of it, go on.
  public void release(TenantId tenant, @Nullable Channel channel, Actor actor) {
    release(tenant, reach(channel), actor);
  }

  /// Lets what is within reach go on; what was held is decided anew at once. Repeatable.
  public void release(TenantId tenant, Reach reach, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          if (store.release(tenant, reach, actor.name(), clock.instant())) {
            record(tenant, "policy.released", reach, actor);
            events.publishEvent(new SwitchReleased(tenant, reach.kind() == Reach.Kind.PLATFORM));
          }
        });
  }

  /// The switches that concern this workspace, widest first; of many the first thousand.
  public List<KillSwitch> on(TenantId tenant) {
    return transactions.read(tenant, () -> store.on(tenant));
  }

  /// What is on among the switches that concern a batch, read at one moment.
  public record Standing(Map<Reach, String> reasons) {
    public Standing {
      reasons = Map.copyOf(reasons);
    }

    /// Why something may not leave now, the widest switch first; empty when it may.
    ///
    /// @param refType `campaign` or `assistant`; anything else has no switch of its own
    public Optional<String> stopped(Channel channel, String refType, String refId) {
      return Stream.concat(Stream.of(Reach.PLATFORM), reaches(channel, refType, refId).stream())
          .filter(reasons::containsKey)
          .map(reasons::get)
          .findFirst();
    }
  }

  /// The switches on now among those that [#reaches] names, and the platform's.
  public Standing standing(TenantId tenant, Collection<Reach> reaches) {
    return new Standing(
        transactions.read(tenant, () -> store.reasons(tenant, Set.copyOf(reaches))));
  }

  /// The switches that can stop one message, widest first, the platform's apart.
  public static List<Reach> reaches(Channel channel, String refType, String refId) {
    var reaches = new ArrayList<>(List.of(Reach.TENANT, Reach.of(channel)));
    switch (refType) {
      case "campaign" -> reaches.add(new Reach(Reach.Kind.CAMPAIGN, refId));
      case "assistant" -> reaches.add(new Reach(Reach.Kind.ASSISTANT, refId));
      default -> {}
    }
    return reaches;
  }

  private void record(TenantId tenant, String action, Reach reach, Actor actor) {
    audit.record(
        tenant,
        actor,
        action,
        "kill-switch",
        reach.kind().name() + (reach.id().isEmpty() ? "" : ":" + reach.id()),
        Map.of());
  }

  private static Reach reach(@Nullable Channel channel) {
    return channel == null ? Reach.TENANT : Reach.of(channel);
  }
}
