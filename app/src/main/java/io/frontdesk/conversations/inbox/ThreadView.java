package io.frontdesk.conversations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Member;
import io.frontdesk.access.Members;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.delivery.SmsText;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.page.Money;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.tenancy.Workspaces;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/// What the page of one thread shows: its lines, and the form below them.
@Component
class ThreadView {
  private static final int MESSAGES = 200;
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private final Threads threads;
  private final Replies replies;
  private final ThreadPictures shown;
  private final Pictures pictures;
  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Members members;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final Clock clock;

  ThreadView(
      Threads threads,
      Replies replies,
      ThreadPictures shown,
      Pictures pictures,
      Deliveries deliveries,
      Contacts contacts,
      Members members,
      Workspaces workspaces,
      TenantTransactions transactions,
      Clock clock) {
    this.threads = threads;
    this.replies = replies;
    this.shown = shown;
    this.pictures = pictures;
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.members = members;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @throws Refusal when it is not one of the caller's workspace
  Conversation require(Caller caller, UUID id) {
    return transactions.read(
        caller.tenant(), () -> threads.require(caller.tenant(), new ConversationId(id)));
  }

  /// The thread and its lines.
  void fill(Caller caller, UUID id, Model model) {
    var tenant = caller.tenant();
    var thread = require(caller, id);
    var messages =
        transactions.read(
            tenant, () -> threads.messages(tenant, thread.id(), END_OF_TIME, MESSAGES));
    model
        .addAttribute("caller", caller)
        .addAttribute("thread", thread)
        .addAttribute("contact", contacts.find(tenant, thread.contact()).orElse(null))
        .addAttribute("messages", messages)
        .addAttribute("shown", shown.of(tenant, messages))
        .addAttribute(
            "members", members.of(tenant).stream().filter(ThreadView::answersPeople).toList())
        .addAttribute("now", clock.instant())
        .addAttribute("zone", workspaces.require(tenant).zone());
  }

  /// The form with what was written so far.
  ///
  /// @param refused why it could not be sent; null: nothing was refused
  void compose(Caller caller, UUID id, Writing writing, @Nullable Refusal refused, Model model) {
    var thread = require(caller, id);
    var contact = contacts.find(caller.tenant(), thread.contact());
    boolean phone = contact.filter(one -> !one.phones().isEmpty()).isPresent();
    boolean mail = contact.filter(one -> !one.emails().isEmpty()).isPresent();
    var channel =
        writing.channel().equals("email") || (writing.channel().isEmpty() && !phone && mail)
            ? Channel.EMAIL
            : Channel.SMS;
    var error = refused == null ? null : first(refused);
    boolean pictureWrong = refused != null && isAboutPictures(refused);
    model
        .addAttribute("channel", channel)
        .addAttribute("hasPhone", phone)
        .addAttribute("hasMail", mail)
        .addAttribute("subject", writing.subject())
        .addAttribute("error", pictureWrong ? null : error)
        .addAttribute("key", UUID.randomUUID().toString());
    choose(caller, thread, channel, writing, pictureWrong ? error : null, model);
  }

  /// The chosen pictures alone, and what the message costs with them.
  ///
  /// @param error what is wrong with the pictures
  void choose(
      Caller caller,
      Conversation thread,
      Channel channel,
      Writing writing,
      @Nullable String error,
      Model model) {
    var chosen = pictures.unsent(caller.tenant(), writing.pictures());
    model
        .addAttribute("caller", caller)
        .addAttribute("thread", thread)
        .addAttribute("chosen", chosen)
        .addAttribute("alts", writing.alts())
        .addAttribute("pictureError", error)
        .addAttribute(
            "pictureObjection",
            channel == Channel.SMS
                ? replies.pictureObjection(caller.tenant(), thread).orElse(null)
                : null);
    measure(
        caller,
        thread,
        channel,
        writing.with(chosen.stream().map(picture -> picture.id()).toList()),
        model);
  }

  /// How what is being written would travel.
  void measure(Caller caller, Conversation thread, Channel channel, Writing writing, Model model) {
    var body = writing.body().strip();
    model
        .addAttribute("body", writing.body())
        .addAttribute("sms", channel == Channel.SMS)
        .addAttribute("mms", channel == Channel.SMS && !writing.pictures().isEmpty())
        .addAttribute("price", price(caller, writing, body))
        .addAttribute("text", SmsText.measure(body))
        .addAttribute("plain", SmsText.measure(SmsText.plain(body)))
        .addAttribute(
            "objection", replies.objection(caller.tenant(), thread, channel).orElse(null));
  }

  private String price(Caller caller, Writing writing, String body) {
    var chosen = writing.pictures().stream().map(id -> new Content.Shown(id, null)).toList();
    if ((body.isEmpty() && chosen.isEmpty())
        || body.length() > 1_600
        || chosen.size() > Content.MOST_PICTURES) {
      return "";
    }
    var estimate = deliveries.estimate(caller.tenant(), new Content.Sms(body, List.of(), chosen));
    return Money.fine(BigDecimal.valueOf(estimate.costMicros(), 4), "USD");
  }

  private static boolean isAboutPictures(Refusal refused) {
    return refused.fields().stream().anyMatch(field -> field.field().equals("pictures"));
  }

  static String first(Refusal refused) {
    return refused.fields().isEmpty() ? refused.text() : refused.fields().getFirst().message();
  }

  private static boolean answersPeople(Member member) {
    return member.role().may(Permission.SEND_MESSAGES);
  }
}
