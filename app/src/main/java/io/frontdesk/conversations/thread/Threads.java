package io.frontdesk.conversations.thread;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.ConversationStatus;
import io.frontdesk.conversations.Happening;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.conversations.Message;
import io.frontdesk.conversations.Message.Direction;
import io.frontdesk.conversations.MessageId;
import io.frontdesk.delivery.DeliveriesChanged;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.ReplyReader.Reading;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/// Keeps the threads: what comes in, what goes out, what staff write and decide. Inside a
/// transaction of the tenant; each change is told to the screens as `inbox.changed`.
@Service
public class Threads {
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private final ThreadStore store;
  private final Contacts contacts;
  private final Timeline timeline;
  private final OptOuts optOuts;
  private final Answers answers;
  private final Consents consents;
  private final EventLog log;
  private final AuditLog audit;
  private final Clock clock;

  Threads(
      ThreadStore store,
      Contacts contacts,
      Timeline timeline,
      OptOuts optOuts,
      Answers answers,
      Consents consents,
      EventLog log,
      AuditLog audit,
      Clock clock) {
    this.store = store;
    this.contacts = contacts;
    this.timeline = timeline;
    this.optOuts = optOuts;
    this.answers = answers;
    this.consents = consents;
    this.log = log;
    this.audit = audit;
    this.clock = clock;
  }

  public MessageId receive(TenantId tenant, InboundMessage inbound) {
    var known = store.findByProviderId(tenant, inbound.provider(), inbound.providerId());
    if (known.isPresent()) {
      return known.get();
    }
    // First, because a delivery that is being decided on holds its thread's rows after this lock.
    optOuts.heed(tenant, inbound);
    var sender = sender(tenant, inbound).id();
    // Before the thread is held: what a reply changes is locked ahead of the thread it is told in.
    var reading = answers.read(tenant, sender, inbound);
    var thread =
        ensure(
            tenant,
            sender,
            reading instanceof Reading.Done ? ConversationStatus.DONE : ConversationStatus.OPEN);
    var message =
        new Message(
            new MessageId(Uuid7.next()),
            thread.id(),
            Direction.IN,
            inbound.channel(),
            inbound.subject(),
            inbound.body(),
            null,
            null,
            null,
            null,
            null,
            null,
            inbound.at());
    if (!store.add(
        tenant,
        message,
        inbound.from(),
        inbound.provider(),
        inbound.providerId(),
        inbound.to(),
        inbound.thread())) {
      // Two workers at once; the other one's message is it.
      return store.findByProviderId(tenant, inbound.provider(), inbound.providerId()).orElseThrow();
    }
    optOuts
        .answer(tenant, thread.contact(), inbound)
        .ifPresent(
            text ->
                happened(
                    tenant,
                    thread.contact(),
                    new Happening(
                        text,
                        inbound.at(),
                        "opt-out",
                        inbound.provider() + ":" + inbound.providerId())));
    consents.seen(
        tenant, inbound.channel(), inbound.from(), "message " + message.id(), inbound.at());
    switch (reading) {
      case Reading.Done(var told) -> replied(tenant, thread.contact(), inbound, told);
      case Reading.ForPeople(var told) -> {
        replied(tenant, thread.contact(), inbound, told);
        store.addUnread(tenant, thread.id());
      }
      case Reading.NotMine _ -> store.addUnread(tenant, thread.id());
    }
    store.touch(tenant, thread.id(), inbound.at());
    timeline.add(
        tenant,
        thread.contact(),
        new Entry(
            "message.in",
            inbound.channel() == Channel.EMAIL ? "Wrote an e-mail" : "Wrote a text",
            cut(inbound.body()),
            inbound.at(),
            "message",
            message.id().toString()));
    changed(tenant, thread.id());
    return message.id();
  }

  private void replied(TenantId tenant, ContactId contact, InboundMessage inbound, String told) {
    happened(
        tenant,
        contact,
        new Happening(
            told, inbound.at(), "reply", inbound.provider() + ":" + inbound.providerId()));
  }

  public void happened(TenantId tenant, ContactId contact, Happening happening) {
    var thread = ensure(tenant, contact, ConversationStatus.DONE);
    boolean added =
        store.add(
            tenant,
            new Message(
                new MessageId(Uuid7.next()),
                thread.id(),
                Direction.EVENT,
                null,
                null,
                happening.text(),
                null,
                null,
                null,
                null,
                happening.refType(),
                happening.refId(),
                happening.at()),
            null,
            null,
            null);
    if (!added) {
      store.setEventText(tenant, happening.refType(), happening.refId(), happening.text());
    }
    store.touch(tenant, thread.id(), happening.at());
    changed(tenant, thread.id());
  }

  /// Follows deliveries, whoever requested them.
  @EventListener
  void on(DeliveriesChanged change) {
    var tenant = change.tenant();
    var threads = new TreeSet<>(Comparator.comparing(ConversationId::value));
    var troubled = new HashSet<ConversationId>();
    var known = store.setDeliveryStates(tenant, change.deliveries());
    for (var delivery : change.deliveries()) {
      var followed = known.get(delivery.id());
      var thread = followed == null ? begin(tenant, delivery) : followed;
      threads.add(thread);
      if (delivery.state().needsAttention()) {
        troubled.add(thread);
      }
    }
    store.weighTrouble(tenant, threads, troubled);
    timeline.addAll(
        tenant,
        change.deliveries().stream()
            .map(delivery -> new Timeline.Line(delivery.contact(), line(delivery)))
            .toList());
    log.appendAll(
        tenant,
        "inbox.changed",
        threads.stream().map(id -> new EventLog.Line(id.toString(), Map.of())).toList());
  }

  // The message of a delivery that has none yet.
  private ConversationId begin(TenantId tenant, Delivery delivery) {
    var thread = ensure(tenant, delivery.contact(), ConversationStatus.DONE);
    boolean added =
        store.add(
            tenant,
            new Message(
                new MessageId(Uuid7.next()),
                thread.id(),
                Direction.OUT,
                delivery.channel(),
                delivery.subject(),
                delivery.body(),
                delivery.state(),
                delivery.reason(),
                delivery.id(),
                null,
                delivery.refType(),
                delivery.refId(),
                delivery.createdAt()),
            delivery.address(),
            null,
            null);
    if (added) {
      store.touch(tenant, thread.id(), delivery.createdAt());
    }
    return thread.id();
  }

  private static Entry line(Delivery delivery) {
    return new Entry(
        "message.out",
        (delivery.channel() == Channel.EMAIL ? "E-mail: " : "Text: ")
            + delivery.state().label().toLowerCase(java.util.Locale.ROOT),
        cut(delivery.subject() == null ? words(delivery) : delivery.subject()),
        delivery.createdAt(),
        "delivery",
        delivery.id().toString());
  }

  // Only a picture goes without words.
  private static String words(Delivery delivery) {
    return delivery.body().isBlank() ? "Picture" : delivery.body();
  }

  @EventListener
  void on(ContactsMerged merged) {
    var tenant = merged.tenant();
    var gone = store.findByContact(tenant, merged.gone());
    if (gone.isEmpty()) {
      return;
    }
    var kept = store.findByContact(tenant, merged.kept());
    if (kept.isPresent()) {
      store.merge(tenant, gone.get().id(), kept.get().id());
      changed(tenant, kept.get().id());
    } else {
      store.changeContact(tenant, gone.get().id(), merged.kept());
      changed(tenant, gone.get().id());
    }
  }

  public Optional<Conversation> find(TenantId tenant, ConversationId id) {
    return store.find(tenant, id);
  }

  public Optional<Conversation> findByContact(TenantId tenant, ContactId contact) {
    return store.findByContact(tenant, contact);
  }

  /// @throws Refusal when it is not one of this tenant's
  public Conversation require(TenantId tenant, ConversationId id) {
    return store.find(tenant, id).orElseThrow(() -> Refusal.notFound("The conversation"));
  }

  /// The thread with a contact, made (as done: it waits for nobody) when there is none.
  public Conversation start(TenantId tenant, ContactId contact) {
    return ensure(tenant, contacts.require(tenant, contact).id(), ConversationStatus.DONE);
  }

  /// Newest first.
  ///
  /// @param contacts only threads with these; null for all
  public List<Summary> list(
      TenantId tenant,
      Filter filter,
      @Nullable List<ContactId> contacts,
      @Nullable AccountId me,
      Instant beforeAt,
      UUID beforeId,
      int limit) {
    var ids =
        contacts == null ? null : contacts.stream().map(ContactId::value).toArray(UUID[]::new);
    return store.list(
        tenant,
        filter,
        ids,
        me == null ? null : me.value(),
        clock.instant(),
        beforeAt,
        beforeId,
        limit);
  }

  public List<Summary> needing(TenantId tenant, int limit) {
    return store.needing(tenant, clock.instant(), limit);
  }

  public List<Message> messages(TenantId tenant, ConversationId id, Instant before, int limit) {
    return store.messages(tenant, id, before, limit);
  }

  /// The newest message of the person over `channel`.
  public Optional<LastWritten> lastWritten(TenantId tenant, ConversationId id, Channel channel) {
    return store.lastWritten(tenant, id, channel);
  }

  public MessageId addNote(TenantId tenant, ConversationId id, String text, Actor author) {
    var thread = require(tenant, id);
    var body = text.strip();
    if (body.isEmpty() || body.length() > 4_000) {
      throw Refusal.field("note", "write 1 to 4,000 characters");
    }
    var message = new MessageId(Uuid7.next());
    store.add(
        tenant,
        new Message(
            message,
            thread.id(),
            Direction.NOTE,
            null,
            null,
            body,
            null,
            null,
            null,
            author.name(),
            null,
            null,
            clock.instant()),
        null,
        null,
        null);
    store.touch(tenant, id, clock.instant());
    audit.record(tenant, author, "conversations.noted", "conversation", id.toString(), Map.of());
    changed(tenant, id);
    return message;
  }

  public void markRead(TenantId tenant, ConversationId id) {
    if (store.markRead(tenant, id)) {
      changed(tenant, id);
    }
  }

  /// @param until for SNOOZED, in the future
  public void setStatus(
      TenantId tenant,
      ConversationId id,
      ConversationStatus status,
      @Nullable Instant until,
      Actor actor) {
    require(tenant, id);
    if (status == ConversationStatus.SNOOZED
        && (until == null || !until.isAfter(clock.instant()))) {
      throw Refusal.field("until", "choose a time in the future");
    }
    store.setStatus(tenant, id, status, until, clock.instant());
    audit.record(
        tenant, actor, "conversations." + status.code(), "conversation", id.toString(), Map.of());
    changed(tenant, id);
  }

  public void assign(
      TenantId tenant,
      ConversationId id,
      @Nullable AccountId assignee,
      @Nullable String name,
      Actor actor) {
    require(tenant, id);
    store.assign(tenant, id, assignee == null ? null : assignee.value(), name);
    audit.record(tenant, actor, "conversations.assigned", "conversation", id.toString(), Map.of());
    changed(tenant, id);
  }

  private Conversation ensure(TenantId tenant, ContactId contact, ConversationStatus fresh) {
    // A delivery may outlive a merge: its thread is that of the one who was kept.
    var current = contacts.find(tenant, contact).map(Contact::id).orElse(contact);
    return store.ensure(tenant, current, Uuid7.next(), fresh, clock.instant());
  }

  private Contact sender(TenantId tenant, InboundMessage inbound) {
    return switch (inbound.channel()) {
      case SMS, VOICE ->
          contacts.findOrCreate(
              tenant, new PhoneNumber(inbound.from()), inbound.fromName(), "message");
      case EMAIL ->
          contacts.findOrCreate(
              tenant, new EmailAddress(inbound.from()), inbound.fromName(), "e-mail");
    };
  }

  private void changed(TenantId tenant, ConversationId id) {
    log.append(tenant, "inbox.changed", id.toString(), Map.of());
  }

  private static String cut(String text) {
    var line = SPACES.matcher(text.strip()).replaceAll(" ");
    if (line.length() <= 140) {
      return line;
    }
    int end = line.offsetByCodePoints(0, line.codePointCount(0, 139));
    return line.substring(0, end) + "…";
  }
}
