package io.frontdesk.conversations.inbox;

import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.thread.LastWritten;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Writes to a person from their thread.
@Service
class Replies {
  private final TenantTransactions transactions;
  private final Threads threads;
  private final Contacts contacts;
  private final Deliveries deliveries;
  private final Pictures pictures;
  private final ContactPolicy policy;
  private final Workspaces workspaces;
  private final Clock clock;

  Replies(
      TenantTransactions transactions,
      Threads threads,
      Contacts contacts,
      Deliveries deliveries,
      Pictures pictures,
      ContactPolicy policy,
      Workspaces workspaces,
      Clock clock) {
    this.transactions = transactions;
    this.threads = threads;
    this.contacts = contacts;
    this.deliveries = deliveries;
    this.pictures = pictures;
    this.policy = policy;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// What is written.
  ///
  /// @param subject of an e-mail; blank takes a standing one
  /// @param body may be empty in a text with a picture
  record Words(
      Channel channel, @Nullable String subject, String body, List<Content.Shown> pictures) {
    Words {
      pictures = List.copyOf(pictures);
    }

    @Override
    public String toString() {
      return "Words[" + channel + "]";
    }
  }

  /// Requests the message. Repeatable by `key`.
  ///
  /// @throws Refusal when the text or the pictures do not fit, there is no address, or the policy
  ///     says never
  DeliveryId send(TenantId tenant, ConversationId id, Words words, String key) {
    return transactions.write(
        tenant,
        () -> {
          var contact = contacts.require(tenant, threads.require(tenant, id).contact());
          var address = mayReach(tenant, contact, words.channel());
          return request(tenant, id, contact, address, words, key);
        });
  }

  /// As [#send], in the thread with `to`, which is made when there is none.
  DeliveryId sendTo(TenantId tenant, ContactId to, Words words, String key) {
    return transactions.write(
        tenant,
        () -> {
          var contact = contacts.require(tenant, to);
          // Before the thread is taken: a person's own text takes the two in this order.
          var address = mayReach(tenant, contact, words.channel());
          var id = threads.start(tenant, contact.id()).id();
          return request(tenant, id, contact, address, words, key);
        });
  }

  private String mayReach(TenantId tenant, Contact contact, Channel channel) {
    var address = address(contact, channel);
    if (address.isEmpty()) {
      throw Refusal.field(
          "channel",
          channel == Channel.SMS
              ? "this person has no phone number"
              : "this person has no e-mail address");
    }
    var refusal = refusal(tenant, channel, address.get());
    if (refusal.isPresent()) {
      throw Refusal.field("body", refusal.get());
    }
    return address.get();
  }

  private DeliveryId request(
      TenantId tenant,
      ConversationId id,
      Contact contact,
      String address,
      Words words,
      String key) {
    var channel = words.channel();
    var last = threads.lastWritten(tenant, id, channel);
    return deliveries.request(
        tenant,
        new DeliveryRequest(
            contact.id(),
            channel,
            address,
            Purpose.CONVERSATION,
            content(tenant, words, subject(words.subject(), last.orElse(null))),
            clock.instant(),
            key,
            "conversation",
            id.toString()),
        channel == Channel.EMAIL ? last.map(LastWritten::answers).orElse(null) : null,
        last.map(LastWritten::to).orElse(null));
  }

  /// Why nothing may be sent to the person over `channel`, for people; empty when it may.
  Optional<String> objection(TenantId tenant, Conversation thread, Channel channel) {
    return contacts
        .find(tenant, thread.contact())
        .flatMap(contact -> address(contact, channel))
        .flatMap(address -> refusal(tenant, channel, address));
  }

  /// Why no picture may go with a text to the person, for people; empty when one may.
  Optional<String> pictureObjection(TenantId tenant, Conversation thread) {
    return transactions.read(
        tenant,
        () -> {
          var from = threads.lastWritten(tenant, thread.id(), Channel.SMS).map(LastWritten::to);
          return contacts
              .find(tenant, thread.contact())
              .flatMap(contact -> address(contact, Channel.SMS))
              .flatMap(to -> pictures.objection(tenant, from.orElse(null), to));
        });
  }

  private Optional<String> refusal(TenantId tenant, Channel channel, String address) {
    var decision =
        policy.decide(
            tenant, new ContactQuestion(channel, Purpose.CONVERSATION, address, clock.instant()));
    return switch (decision) {
      case Decision.Refuse(var rule, _) -> Optional.of(rule.explanation());
      case Decision.Allow _, Decision.HoldUntil _ -> Optional.empty();
    };
  }

  static Optional<String> address(Contact contact, Channel channel) {
    return switch (channel) {
      case SMS, VOICE -> contact.phones().stream().findFirst().map(phone -> phone.e164());
      case EMAIL -> contact.emails().stream().findFirst().map(mail -> mail.value());
    };
  }

  // An answer without a subject of its own keeps that of what it answers.
  private static @Nullable String subject(@Nullable String own, @Nullable LastWritten last) {
    if (own != null && !own.isBlank()) {
      return own;
    }
    var answered = last == null || last.subject() == null ? "" : last.subject();
    var text = answered.replaceAll("\\p{Cntrl}+", " ").strip();
    if (text.isEmpty()) {
      return null;
    }
    var title = text.regionMatches(true, 0, "re:", 0, 3) ? text : "Re: " + text;
    return title.substring(0, Math.min(title.length(), 255));
  }

  private Content content(TenantId tenant, Words words, @Nullable String subject) {
    var text = words.body().strip();
    boolean sms = words.channel() == Channel.SMS;
    int most = sms ? 1_600 : 50_000;
    boolean wordless = text.isEmpty() && !(sms && !words.pictures().isEmpty());
    if (wordless || text.length() > most) {
      throw Refusal.field("body", "write 1 to " + String.format("%,d", most) + " characters");
    }
    if (words.pictures().size() > Content.MOST_PICTURES) {
      throw Refusal.field(
          "pictures", "Send at most " + Content.MOST_PICTURES + " pictures with one message.");
    }
    if (sms) {
      return new Content.Sms(text, List.of(), words.pictures());
    }
    var title = subject == null ? "" : subject.strip();
    if (title.length() > 255 || title.chars().anyMatch(c -> c < ' ')) {
      throw Refusal.field("subject", "write one line of up to 255 characters");
    }
    return new Content.Email(
        title.isEmpty() ? "Message from " + workspaces.require(tenant).name() : title,
        text,
        null,
        List.of(),
        words.pictures());
  }
}
