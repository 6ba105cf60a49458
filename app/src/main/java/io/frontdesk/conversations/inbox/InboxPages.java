package io.frontdesk.conversations.inbox;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Members;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.ConversationId;
import io.frontdesk.conversations.ConversationStatus;
import io.frontdesk.conversations.thread.Filter;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/// The inbox: the list of threads, one thread, what can be done with it.
@Controller
@RequestMapping("/w/{workspace}/inbox")
class InboxPages {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private final InboxReading reading;
  private final Threads threads;
  private final Replies replies;
  private final ThreadView view;
  private final ChosenPictures chosen;
  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Members members;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final Clock clock;

  InboxPages(
      InboxReading reading,
      Threads threads,
      Replies replies,
      ThreadView view,
      ChosenPictures chosen,
      Deliveries deliveries,
      Contacts contacts,
      Members members,
      Workspaces workspaces,
      TenantTransactions transactions,
      Clock clock) {
    this.reading = reading;
    this.threads = threads;
    this.replies = replies;
    this.view = view;
    this.chosen = chosen;
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.members = members;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.clock = clock;
  }

  @GetMapping
  @Needs(Permission.VIEW_INBOX)
  String inbox(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "open") String filter,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    fillList(caller, filter, q, cursor, model);
    model.addAttribute("frame", frame);
    return "inbox/inbox";
  }

  /// The list alone, for live refreshing.
  @GetMapping("/list")
  @Needs(Permission.VIEW_INBOX)
  String list(
      Caller caller,
      @RequestParam(defaultValue = "open") String filter,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    fillList(caller, filter, q, cursor, model);
    return "inbox/list";
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_INBOX)
  String thread(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String channel,
      Model model) {
    view.fill(caller, id, model);
    view.compose(caller, id, Writing.nothing(channel), null, model);
    model.addAttribute("frame", frame);
    return "inbox/thread";
  }

  /// The messages alone, for live refreshing.
  @GetMapping("/{id}/messages")
  @Needs(Permission.VIEW_INBOX)
  String messages(Caller caller, @PathVariable UUID id, Model model) {
    view.fill(caller, id, model);
    return "inbox/messages";
  }

  /// Name, state and buttons alone.
  @GetMapping("/{id}/head")
  @Needs(Permission.VIEW_INBOX)
  String head(Caller caller, @PathVariable UUID id, Model model) {
    view.fill(caller, id, model);
    return "inbox/head";
  }

  @PostMapping("/{id}/send")
  @Needs(Permission.SEND_MESSAGES)
  String send(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam MultiValueMap<String, String> form,
      @RequestParam(required = false) @Nullable List<MultipartFile> files,
      HttpServletResponse response,
      Model model) {
    var thread = view.require(caller, id);
    var added = chosen.with(caller, Writing.read(form), files == null ? List.of() : files);
    var writing = added.writing();
    var channel = channel(writing.channel().isEmpty() ? "sms" : writing.channel());
    try {
      if (added.refused() != null) {
        throw added.refused();
      }
      replies.send(
          caller.tenant(),
          thread.id(),
          new Replies.Words(channel, writing.subject(), writing.body(), writing.shown()),
          "inbox:" + id + ":" + (writing.key().isBlank() ? UUID.randomUUID() : writing.key()));
    } catch (Refusal refusal) {
      if (refusal.kind() != Refusal.Kind.INVALID && refusal != added.refused()) {
        throw refusal;
      }
      response.setStatus(422);
      view.fill(caller, id, model);
      view.compose(caller, id, writing, refusal, model);
      model.addAttribute("frame", frame);
      return "inbox/thread";
    }
    return to(caller, id) + "?channel=" + channel.name().toLowerCase(Locale.ROOT);
  }

  /// How the text being written would travel.
  @PostMapping("/{id}/measure")
  @Needs(Permission.VIEW_INBOX)
  String measure(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam MultiValueMap<String, String> form,
      Model model) {
    var writing = Writing.read(form);
    var channel = channel(writing.channel().isEmpty() ? "sms" : writing.channel());
    view.measure(caller, view.require(caller, id), channel, writing, model);
    return "inbox/measure";
  }

  @PostMapping("/{id}/note")
  @Needs(Permission.SEND_MESSAGES)
  String note(Caller caller, @PathVariable UUID id, @RequestParam(defaultValue = "") String note) {
    transactions.write(
        caller.tenant(),
        () -> threads.addNote(caller.tenant(), new ConversationId(id), note, caller.actor()));
    return to(caller, id);
  }

  @PostMapping("/{id}/read")
  @Needs(Permission.SEND_MESSAGES)
  String read(Caller caller, @PathVariable UUID id, HttpServletResponse response, Model model) {
    transactions.write(
        caller.tenant(), () -> threads.markRead(caller.tenant(), new ConversationId(id)));
    view.fill(caller, id, model);
    return "inbox/head";
  }

  @PostMapping("/{id}/done")
  @Needs(Permission.SEND_MESSAGES)
  String done(
      Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      HttpServletResponse response,
      Model model) {
    setStatus(caller, id, ConversationStatus.DONE, null);
    return changed(
        caller, id, htmx, "Done", caller.path("/inbox/" + id + "/reopen"), response, model);
  }

  @PostMapping("/{id}/reopen")
  @Needs(Permission.SEND_MESSAGES)
  String reopen(
      Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      HttpServletResponse response,
      Model model) {
    setStatus(caller, id, ConversationStatus.OPEN, null);
    return changed(caller, id, htmx, "Open again", null, response, model);
  }

  @PostMapping("/{id}/snooze")
  @Needs(Permission.SEND_MESSAGES)
  String snooze(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "3") int hours,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      HttpServletResponse response,
      Model model) {
    if (hours < 1 || hours > 24 * 90) {
      throw Refusal.field("hours", "choose 1 hour to 90 days");
    }
    setStatus(
        caller, id, ConversationStatus.SNOOZED, clock.instant().plus(Duration.ofHours(hours)));
    return changed(
        caller, id, htmx, "Snoozed", caller.path("/inbox/" + id + "/reopen"), response, model);
  }

  /// @param member an account's id; `me` takes it oneself, blank gives it back
  @PostMapping("/{id}/assign")
  @Needs(Permission.SEND_MESSAGES)
  String assign(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "me") String member,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      HttpServletResponse response,
      Model model) {
    AccountId account = null;
    String name = null;
    if (member.equals("me")) {
      if (!(caller.actor() instanceof Actor.Person(var own, var ownName))) {
        throw Refusal.field("member", "name a member");
      }
      account = own;
      name = ownName;
    } else if (!member.isBlank()) {
      var chosen =
          members.of(caller.tenant()).stream()
              .filter(one -> one.account().value().toString().equals(member))
              .findFirst()
              .orElseThrow(() -> Refusal.field("member", "choose a member of this workspace"));
      account = chosen.account();
      name = chosen.name();
    }
    var to = account;
    var toName = name;
    transactions.write(
        caller.tenant(),
        () -> threads.assign(caller.tenant(), new ConversationId(id), to, toName, caller.actor()));
    return changed(
        caller,
        id,
        htmx,
        name == null ? "Given back" : "Assigned to " + name,
        null,
        response,
        model);
  }

  /// Opens the thread with a contact, made when there is none.
  @PostMapping("/start")
  @Needs(Permission.SEND_MESSAGES)
  ResponseEntity<Void> start(
      Caller caller,
      @RequestParam UUID contact,
      @RequestParam(defaultValue = "") String channel,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx) {
    var thread =
        transactions.write(
            caller.tenant(), () -> threads.start(caller.tenant(), new ContactId(contact)));
    var address =
        caller.path("/inbox/" + thread.id()) + (channel.equals("email") ? "?channel=email" : "");
    return htmx.isEmpty()
        ? ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(address)).build()
        : ResponseEntity.noContent().header("HX-Redirect", address).build();
  }

  @PostMapping("/{id}/deliveries/{delivery}/again")
  @Needs(Permission.SEND_MESSAGES)
  String again(Caller caller, @PathVariable UUID id, @PathVariable UUID delivery, Notice notice) {
    view.require(caller, id);
    var what = deliveries.require(caller.tenant(), new DeliveryId(delivery));
    // What may have been sent already is decided by those who answer for it.
    if (what.state() == io.frontdesk.delivery.DeliveryState.UNKNOWN
        && !caller.may(Permission.MANAGE_WORKSPACE)) {
      throw Refusal.forbidden("Only a manager can send again what may have been sent already.");
    }
    deliveries.sendAgain(caller.tenant(), what.id(), caller.actor());
    notice.say("It is sent again.");
    return to(caller, id);
  }

  @PostMapping("/{id}/deliveries/{delivery}/sent")
  @Needs(Permission.MANAGE_WORKSPACE)
  String sent(Caller caller, @PathVariable UUID id, @PathVariable UUID delivery, Notice notice) {
    view.require(caller, id);
    deliveries.confirmSent(caller.tenant(), new DeliveryId(delivery), caller.actor());
    notice.say("Noted as sent.");
    return to(caller, id);
  }

  @PostMapping("/{id}/deliveries/{delivery}/cancel")
  @Needs(Permission.SEND_MESSAGES)
  String cancel(Caller caller, @PathVariable UUID id, @PathVariable UUID delivery, Notice notice) {
    view.require(caller, id);
    deliveries.cancel(caller.tenant(), new DeliveryId(delivery), caller.actor());
    notice.say("Withdrawn; it is not sent.");
    return to(caller, id);
  }

  /// For Today: threads that wait for someone.
  @GetMapping("/panel/needs")
  @Needs(Permission.VIEW_INBOX)
  String needs(Caller caller, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("rows", reading.needing(caller.tenant(), 8))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "inbox/panel-needs";
  }

  /// For a person's page: the end of their thread, and a way to write.
  @GetMapping("/panel/contact/{contact}")
  @Needs(Permission.VIEW_INBOX)
  String contact(Caller caller, @PathVariable UUID contact, Model model) {
    var tenant = caller.tenant();
    var person = contacts.require(tenant, new ContactId(contact));
    var thread = transactions.read(tenant, () -> threads.findByContact(tenant, person.id()));
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", person)
        .addAttribute("thread", thread.orElse(null))
        .addAttribute(
            "messages",
            thread
                .map(
                    one ->
                        transactions.read(
                            tenant, () -> threads.messages(tenant, one.id(), END_OF_TIME, 5)))
                .orElse(java.util.List.of()))
        .addAttribute("zone", workspaces.require(tenant).zone());
    return "inbox/panel-contact";
  }

  private void setStatus(
      Caller caller, UUID id, ConversationStatus status, @Nullable Instant until) {
    transactions.write(
        caller.tenant(),
        () ->
            threads.setStatus(
                caller.tenant(), new ConversationId(id), status, until, caller.actor()));
  }

  private String changed(
      Caller caller,
      UUID id,
      String htmx,
      String told,
      @Nullable String undo,
      HttpServletResponse response,
      Model model) {
    if (htmx.isEmpty()) {
      return to(caller, id);
    }
    // Names are ours or a member's; JSON needs its quotes escaped and headers hold ASCII only.
    var text = told.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "").replace("\"", "'");
    response.setHeader(
        "HX-Trigger",
        "{\"toast\":{\"text\":\""
            + text
            + "\""
            + (undo == null ? "" : ",\"undo\":\"" + undo + "\"")
            + "}}");
    view.fill(caller, id, model);
    return "inbox/head";
  }

  private void fillList(
      Caller caller, String filter, String q, @Nullable String cursor, Model model) {
    var chosen = q.isBlank() ? Filter.of(filter) : Filter.ALL;
    var page = reading.page(caller, chosen, q, cursor, InboxReading.PAGE);
    model
        .addAttribute("caller", caller)
        .addAttribute("filter", chosen)
        .addAttribute("q", q)
        .addAttribute("rows", page.rows())
        .addAttribute("next", page.next())
        .addAttribute("cursor", cursor)
        .addAttribute("now", clock.instant())
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
  }

  private static Channel channel(String code) {
    return switch (code.toLowerCase(Locale.ROOT)) {
      case "sms" -> Channel.SMS;
      case "email" -> Channel.EMAIL;
      default -> throw Refusal.field("channel", "choose sms or email");
    };
  }

  private static String to(Caller caller, UUID id) {
    return "redirect:" + caller.path("/inbox/" + id);
  }
}
