package io.frontdesk.conversations.thread;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.conversations.SpokenOptOut;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.OptOutReader;
import io.frontdesk.policy.OptOutReader.Reading;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Does what people ask for who want no more messages, or want them again, and answers each once.
@Component
public class OptOuts {
  private static final Actor PERSON = new Actor.Program("the person");

  private final OptOutReader reader;
  private final Suppressions suppressions;
  private final Deliveries deliveries;
  private final Workspaces workspaces;
  private final Clock clock;

  OptOuts(
      OptOutReader reader,
      Suppressions suppressions,
      Deliveries deliveries,
      Workspaces workspaces,
      Clock clock) {
    this.reader = reader;
    this.suppressions = suppressions;
    this.deliveries = deliveries;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Suppresses or lifts as of the moment the message came in, so that one handled late undoes
  /// nothing that was said after it. Doubt bars marketing only. Repeatable.
  public void heed(TenantId tenant, InboundMessage message) {
    var reading = read(message);
    switch (reading.meaning()) {
      case OPT_OUT -> bar(tenant, message, Suppression.Scope.ALL, reading);
      case DOUBT -> bar(tenant, message, Suppression.Scope.MARKETING, reading);
      case START ->
          suppressions.lift(
              tenant,
              message.channel(),
              message.from(),
              evidence(message, reading),
              PERSON,
              message.at());
      case HELP, NONE -> {}
    }
  }

  /// Whether a message is about being contacted at all, and so answers nothing else.
  boolean concerns(TenantId tenant, InboundMessage message) {
    var reading = read(message);
    return switch (reading.meaning()) {
      case OPT_OUT, DOUBT, HELP -> true;
      case START ->
          !reading.isKeyword()
              || suppressions.wasLiftedBy(
                  tenant, message.channel(), message.from(), evidence(message, reading));
      case NONE -> false;
    };
  }

  /// Bars what somebody said on the phone they don't want any more.
  public void heed(TenantId tenant, SpokenOptOut said) {
    for (var channel : said.channels()) {
      suppressions.suppress(
          tenant,
          channel,
          said.phone().e164(),
          said.scope(),
          Suppression.Reason.OPT_OUT,
          "spoken " + said.source(),
          PERSON,
          said.at());
    }
  }

  /// Requests the one answer to a text, unless the carrier gives it.
  ///
  /// @return what the people at the desk should read in the thread
  Optional<String> answer(TenantId tenant, ContactId contact, InboundMessage message) {
    var reading = read(message);
    var business = workspaces.require(tenant).name();
    return switch (reading.meaning()) {
      case OPT_OUT -> {
        // Only the one that took effect is confirmed; those after it are silence.
        if (!tookEffect(tenant, message, reading)) {
          yield Optional.empty();
        }
        reply(
            tenant,
            contact,
            message,
            business + ": you will get no more texts from us. Reply START to get them again.");
        yield Optional.of("Opted out: nothing more is sent this way.");
      }
      case DOUBT ->
          tookEffect(tenant, message, reading)
              ? Optional.of(
                  "May have asked to be left alone. Marketing is held back; please decide about the"
                      + " rest.")
              : Optional.empty();
      case START -> {
        // A "yes" of somebody who never opted out is an answer to something else.
        if (!suppressions.wasLiftedBy(
            tenant, message.channel(), message.from(), evidence(message, reading))) {
          yield Optional.empty();
        }
        reply(
            tenant,
            contact,
            message,
            business + ": you will get our texts again. Reply STOP to stop them.");
        yield Optional.of("Asked for our messages again.");
      }
      case HELP -> {
        reply(
            tenant,
            contact,
            message,
            isOut(tenant, message)
                ? business
                    + ": you opted out and get no texts from us. Reply START to get them again. For"
                    + " anything else please call us."
                : business
                    + ": reply here and a person will answer. Message and data rates may apply. Reply"
                    + " STOP to stop texts.");
        yield Optional.empty();
      }
      case NONE -> Optional.empty();
    };
  }

  private Reading read(InboundMessage message) {
    var reading = reader.read(message.channel(), message.body());
    // Mail programs unsubscribe by a message that has only a subject.
    return reading.meaning() == OptOutReader.Meaning.NONE
            && message.channel() == Channel.EMAIL
            && message.subject() != null
            && message.body().length() <= 200
        ? reader.read(Channel.EMAIL, message.subject())
        : reading;
  }

  private void bar(
      TenantId tenant, InboundMessage message, Suppression.Scope scope, Reading reading) {
    suppressions.suppress(
        tenant,
        message.channel(),
        message.from(),
        scope,
        Suppression.Reason.OPT_OUT,
        evidence(message, reading),
        PERSON,
        message.at());
  }

  private boolean tookEffect(TenantId tenant, InboundMessage message, Reading reading) {
    return suppressions.of(tenant, message.channel(), message.from()).stream()
        .anyMatch(one -> one.evidence().equals(evidence(message, reading)));
  }

  private boolean isOut(TenantId tenant, InboundMessage message) {
    return suppressions.of(tenant, message.channel(), message.from()).stream()
        .anyMatch(one -> one.scope() == Suppression.Scope.ALL);
  }

  // A carrier answers its own words only, and nobody confirms by e-mail.
  private void reply(TenantId tenant, ContactId contact, InboundMessage to, String text) {
    if (to.channel() != Channel.SMS || to.answered() && read(to).isKeyword()) {
      return;
    }
    deliveries.request(
        tenant,
        new DeliveryRequest(
            contact,
            Channel.SMS,
            to.from(),
            Purpose.COMPLIANCE,
            new Content.Sms(text),
            // Whether it is still in time counts from then.
            earlier(to.at(), clock.instant()),
            "keyword:" + to.provider() + ":" + to.providerId(),
            "keyword",
            to.providerId()),
        null,
        to.to());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static String evidence(InboundMessage message, Reading reading) {
    var kind =
        reading.isKeyword()
            ? "keyword"
            : reading.meaning() == OptOutReader.Meaning.DOUBT ? "doubt" : "text";
    return kind + " " + message.provider() + " " + message.providerId();
  }
}
