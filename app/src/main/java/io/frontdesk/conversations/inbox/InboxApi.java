package io.frontdesk.conversations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.Message;
import io.frontdesk.conversations.thread.Filter;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.Picture;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Threads, messages and deliveries for programs.
@RestController
@RequestMapping("/api/v1")
class InboxApi {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  record ConversationView(
      UUID id,
      UUID contact,
      @Nullable String name,
      String status,
      @Nullable Instant snoozedUntil,
      @Nullable UUID assignee,
      int unread,
      boolean trouble,
      Instant lastAt) {
    static ConversationView of(Conversation one, @Nullable String name) {
      return new ConversationView(
          one.id().value(),
          one.contact().value(),
          name,
          one.status().code(),
          one.snoozedUntil(),
          one.assignee() == null ? null : one.assignee().value(),
          one.unread(),
          one.trouble(),
          one.lastAt());
    }
  }

  record ConversationList(List<ConversationView> items, @Nullable String next) {}

  record MessageView(
      UUID id,
      UUID conversation,
      String direction,
      @Nullable String channel,
      @Nullable String subject,
      String body,
      @Nullable String state,
      @Nullable String reason,
      @Nullable UUID delivery,
      @Nullable String author,
      List<PictureView> pictures,
      Instant at) {
    static MessageView of(Message one, List<Picture> pictures) {
      return new MessageView(
          one.id().value(),
          one.conversation().value(),
          one.direction().name().toLowerCase(Locale.ROOT),
          one.channel() == null ? null : one.channel().name().toLowerCase(Locale.ROOT),
          one.subject(),
          one.body(),
          one.state() == null ? null : one.state().code(),
          one.reason(),
          one.delivery() == null ? null : one.delivery().value(),
          one.author(),
          pictures.stream().map(PictureView::of).toList(),
          one.at());
    }
  }

  record MessageList(List<MessageView> items) {}

  /// @param contact to whom; or `conversation`
  /// @param channel `sms` or `email`
  /// @param pictures uploaded ones, in their order
  record NewMessage(
      @Nullable UUID contact,
      @Nullable UUID conversation,
      @Nullable String channel,
      @Nullable String subject,
      @Nullable String body,
      @Nullable List<SentPicture> pictures) {}

  /// @param alt what it shows, for people who can't see it
  record SentPicture(@Nullable UUID id, @Nullable String alt) {}

  record DeliveryView(
      UUID id,
      UUID contact,
      String channel,
      String purpose,
      String state,
      @Nullable String reason,
      @Nullable String reasonCode,
      int segments,
      long costMicros,
      int attempts,
      Instant notBefore,
      Instant dueAt,
      @Nullable String providerId,
      String refType,
      String refId,
      Instant createdAt,
      Instant changedAt) {
    static DeliveryView of(Delivery one) {
      return new DeliveryView(
          one.id().value(),
          one.contact().value(),
          one.channel().name().toLowerCase(Locale.ROOT),
          one.purpose().name().toLowerCase(Locale.ROOT),
          one.state().code(),
          one.reason(),
          one.reasonCode(),
          one.segments(),
          one.costMicros(),
          one.attempts(),
          one.notBefore(),
          one.dueAt(),
          one.providerId(),
          one.refType(),
          one.refId(),
          one.createdAt(),
          one.changedAt());
    }
  }

  private final InboxReading reading;
  private final Threads threads;
  private final Replies replies;
  private final ThreadPictures pictures;
  private final Deliveries deliveries;
  private final TenantTransactions transactions;

  InboxApi(
      InboxReading reading,
      Threads threads,
      Replies replies,
      ThreadPictures pictures,
      Deliveries deliveries,
      TenantTransactions transactions) {
    this.reading = reading;
    this.threads = threads;
    this.replies = replies;
    this.pictures = pictures;
    this.deliveries = deliveries;
    this.transactions = transactions;
  }

  @GetMapping("/conversations")
  @Needs(Permission.VIEW_INBOX)
  ConversationList conversations(
      Caller caller,
      @RequestParam(defaultValue = "all") String filter,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "30") int limit) {
    if (limit < 1 || limit > 100) {
      throw Refusal.field("limit", "give 1 to 100");
    }
    var page = reading.page(caller, Filter.of(filter), "", cursor, limit);
    return new ConversationList(
        page.rows().stream()
            .map(row -> ConversationView.of(row.conversation(), row.name()))
            .toList(),
        page.next());
  }

  @GetMapping("/conversations/{id}")
  @Needs(Permission.VIEW_INBOX)
  ConversationView conversation(Caller caller, @PathVariable UUID id) {
    return transactions.read(
        caller.tenant(),
        () -> ConversationView.of(threads.require(caller.tenant(), new ConversationId(id)), null));
  }

  @GetMapping("/messages")
  @Needs(Permission.VIEW_INBOX)
  MessageList messages(
      Caller caller,
      @RequestParam UUID conversation,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "give 1 to 200");
    }
    return transactions.read(
        caller.tenant(),
        () -> {
          var thread = threads.require(caller.tenant(), new ConversationId(conversation));
          return new MessageList(
              views(caller, threads.messages(caller.tenant(), thread.id(), END_OF_TIME, limit)));
        });
  }

  /// Sends one message. The same `Idempotency-Key` again gives the first delivery.
  @PostMapping("/messages")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Needs(Permission.SEND_MESSAGES)
  DeliveryView send(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody NewMessage message) {
    if (key == null || !key.matches("[\\x21-\\x7e]{1,100}")) {
      throw Refusal.field("Idempotency-Key", "send this header, 1 to 100 characters");
    }
    var tenant = caller.tenant();
    var channel =
        switch (message.channel() == null ? "" : message.channel()) {
          case "sms" -> Channel.SMS;
          case "email" -> Channel.EMAIL;
          default -> throw Refusal.field("channel", "give sms or email");
        };
    var conversation = message.conversation();
    var contact = message.contact();
    if ((conversation == null) == (contact == null)) {
      throw Refusal.field("contact", "give either contact or conversation");
    }
    var words =
        new Replies.Words(
            channel,
            message.subject(),
            message.body() == null ? "" : message.body(),
            message.pictures() == null
                ? List.of()
                : message.pictures().stream().map(InboxApi::shown).toList());
    return transactions.write(
        tenant,
        () -> {
          var id =
              contact != null
                  ? replies.sendTo(tenant, new ContactId(contact), words, "api:" + key)
                  : replies.send(
                      tenant,
                      new ConversationId(java.util.Objects.requireNonNull(conversation)),
                      words,
                      "api:" + key);
          return DeliveryView.of(deliveries.require(tenant, id));
        });
  }

  private List<MessageView> views(Caller caller, List<Message> messages) {
    var shown = pictures.of(caller.tenant(), messages);
    return messages.stream()
        .map(one -> MessageView.of(one, shown.getOrDefault(one.id(), List.of())))
        .toList();
  }

  private static Content.Shown shown(@Nullable SentPicture picture) {
    if (picture == null || picture.id() == null) {
      throw Refusal.field("pictures", "give each picture by its id");
    }
    return ThreadPictures.shown(new PictureId(picture.id()), picture.alt());
  }

  @GetMapping("/deliveries/{id}")
  @Needs(Permission.VIEW_INBOX)
  DeliveryView delivery(Caller caller, @PathVariable UUID id) {
    return DeliveryView.of(deliveries.require(caller.tenant(), new DeliveryId(id)));
  }
}
