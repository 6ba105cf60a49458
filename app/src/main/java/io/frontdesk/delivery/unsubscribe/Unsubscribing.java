package io.frontdesk.delivery.unsubscribe;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.delivery.ledger.Ledger;
import io.frontdesk.delivery.mailing.UnsubscribeLinks;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Unsubscribes whoever holds the link of an e-mail from the address it was sent to.
@Service
class Unsubscribing {
  private static final Actor PERSON = new Actor.Program("the person");

  private final UnsubscribeLinks links;
  private final TenantTransactions transactions;
  private final Ledger ledger;
  private final Suppressions suppressions;
  private final Timeline timeline;
  private final Clock clock;

  Unsubscribing(
      UnsubscribeLinks links,
      TenantTransactions transactions,
      Ledger ledger,
      Suppressions suppressions,
      Timeline timeline,
      Clock clock) {
    this.links = links;
    this.transactions = transactions;
    this.ledger = ledger;
    this.suppressions = suppressions;
    this.timeline = timeline;
    this.clock = clock;
  }

  /// Repeatable; does nothing for a token that is not ours, and never tells which it was.
  ///
  /// @param wanted what they chose; null (one click in the mail program) is what the e-mail was:
  ///     marketing when it promoted, else everything
  void unsubscribe(String token, Suppression.@Nullable Scope wanted) {
    var target = links.read(token);
    if (target.isEmpty()) {
      return;
    }
    var tenant = target.get().tenant();
    transactions.write(
        tenant,
        () -> {
          var found = ledger.find(tenant, target.get().delivery());
          if (found.isEmpty() || found.get().channel() != Channel.EMAIL) {
            return;
          }
          var mail = found.get();
          var scope =
              wanted != null
                  ? wanted
                  : mail.purpose() == Purpose.MARKETING
                      ? Suppression.Scope.MARKETING
                      : Suppression.Scope.ALL;
          boolean changed =
              suppressions.suppress(
                  tenant,
                  Channel.EMAIL,
                  mail.address(),
                  scope,
                  Suppression.Reason.OPT_OUT,
                  "unsubscribe delivery " + mail.id(),
                  PERSON);
          if (changed) {
            timeline.add(
                tenant,
                mail.contact(),
                new Entry(
                    "unsubscribed",
                    scope == Suppression.Scope.ALL
                        ? "Unsubscribed from all our e-mail"
                        : "Unsubscribed from marketing e-mail",
                    null,
                    clock.instant(),
                    "unsubscribe",
                    mail.id() + ":" + scope));
          }
        });
  }
}
