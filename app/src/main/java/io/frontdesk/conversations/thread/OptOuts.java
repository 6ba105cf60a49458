package io.frontdesk.conversations.thread;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Keyword;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import org.springframework.stereotype.Component;

/// Does what STOP, START and HELP ask for, and answers each once.
@Component
public class OptOuts {
  private static final Actor PERSON = new Actor.Program("the person");

  private final Suppressions suppressions;
  private final Deliveries deliveries;
  private final Workspaces workspaces;
  private final Clock clock;

  OptOuts(Suppressions suppressions, Deliveries deliveries, Workspaces workspaces, Clock clock) {
    this.suppressions = suppressions;
    this.deliveries = deliveries;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Suppresses or lifts as of the moment the message came in, so that one handled late undoes
  /// nothing that was said after it. Repeatable.
  public void heed(TenantId tenant, InboundMessage message) {
    if (message.channel() != Channel.SMS) {
      return;
    }
    switch (Keyword.of(message.body())) {
      case STOP ->
          suppressions.suppress(
              tenant,
              Channel.SMS,
              message.from(),
              Suppression.Scope.ALL,
              Suppression.Reason.OPT_OUT,
              evidence(message),
              PERSON,
              message.at());
      case START ->
          suppressions.lift(
              tenant, Channel.SMS, message.from(), evidence(message), PERSON, message.at());
      case HELP, NONE -> {}
    }
  }

  /// Requests the one answer, unless the carrier gives it.
  void answer(TenantId tenant, ContactId contact, InboundMessage message) {
    if (message.channel() != Channel.SMS || message.answered()) {
      return;
    }
    var business = workspaces.require(tenant).name();
    switch (Keyword.of(message.body())) {
      case STOP -> {
        // Only the STOP that took effect is confirmed; those after it are silence.
        boolean tookEffect =
            suppressions.of(tenant, Channel.SMS, message.from()).stream()
                .anyMatch(one -> one.evidence().equals(evidence(message)));
        if (tookEffect) {
          reply(
              tenant,
              contact,
              message,
              business + ": you will get no more texts from us. Reply START to get them again.");
        }
      }
      case START -> {
        // A "yes" of somebody who never opted out is an answer to something else.
        if (suppressions.wasLiftedBy(tenant, Channel.SMS, message.from(), evidence(message))) {
          reply(
              tenant,
              contact,
              message,
              business + ": you will get our texts again. Reply STOP to stop them.");
        }
      }
      case HELP ->
          reply(
              tenant,
              contact,
              message,
              business
                  + ": reply here and a person will answer. Message and data rates may apply. Reply"
                  + " STOP to stop texts.");
      case NONE -> {}
    }
  }

  private void reply(TenantId tenant, ContactId contact, InboundMessage to, String text) {
    deliveries.request(
        tenant,
        new DeliveryRequest(
            contact,
            Channel.SMS,
            to.from(),
            Purpose.COMPLIANCE,
            new Content.Sms(text),
            clock.instant(),
            "keyword:" + to.provider() + ":" + to.providerId(),
            "keyword",
            to.providerId()),
        null,
        to.to());
  }

  private static String evidence(InboundMessage message) {
    return "keyword " + message.provider() + " " + message.providerId();
  }
}
