package io.frontdesk.integrations.mail;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.Happening;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.Senders;
import io.frontdesk.integrations.Connection;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.policy.Channel;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Brings an e-mail that came in to where it belongs: a person's into their thread, a mail server's
/// report to the delivery it is about, an automatic answer as an event of a known person's thread.
/// What went to many, and our own mail, is nobody's message to the desk. Inside a transaction.
@Component("integrationsMailroom")
class Mailroom {
  private final Conversations conversations;
  private final DeliveryReports reports;
  private final Contacts contacts;
  private final Senders senders;
  private final Clock clock;

  Mailroom(
      Conversations conversations,
      DeliveryReports reports,
      Contacts contacts,
      Senders senders,
      Clock clock) {
    this.conversations = conversations;
    this.reports = reports;
    this.contacts = contacts;
    this.senders = senders;
    this.clock = clock;
  }

  /// Repeatable: the same Message-ID takes effect once.
  void accept(Connection connection, IncomingMail mail, @Nullable Instant receivedAt) {
    switch (mail.kind()) {
      case PERSON -> message(connection, mail, at(receivedAt));
      case AUTOMATIC -> event(connection, mail, at(receivedAt));
      case REPORT -> report(connection, mail);
      case COMPLAINT -> complaint(connection, mail);
      case LIST -> {}
    }
  }

  private void message(Connection connection, IncomingMail mail, Instant at) {
    var from = mail.from();
    var tenant = connection.tenant();
    var ours =
        senders.list(tenant).stream()
            .filter(sender -> sender.channel() == Channel.EMAIL)
            .map(Sender::address)
            .collect(Collectors.toSet());
    if (from == null || ours.contains(from.value())) {
      return;
    }
    conversations.receive(
        tenant,
        new InboundMessage(
            Channel.EMAIL,
            from.value(),
            mail.fromName(),
            writtenTo(mail, ours),
            mail.subject(),
            body(mail),
            ImapConnection.PROVIDER,
            mail.id(),
            mail.thread().isEmpty() ? null : String.join(" ", mail.thread()),
            false,
            at));
  }

  private void event(Connection connection, IncomingMail mail, Instant at) {
    var from = mail.from();
    if (from == null) {
      return;
    }
    contacts
        .findByEmail(connection.tenant(), from)
        .ifPresent(
            contact ->
                conversations.note(
                    connection.tenant(),
                    contact.id(),
                    new Happening(
                        mail.subject() == null
                            ? "Automatic e-mail"
                            : "Automatic e-mail: " + mail.subject(),
                        at,
                        "mail",
                        mail.id())));
  }

  // A copy of somebody else's report is none of ours.
  private void report(Connection connection, IncomingMail mail) {
    for (var one : mail.returned()) {
      var unused =
          reports.apply(
              connection.tenant(),
              new DeliveryReports.Report(
                  SmtpConnection.PROVIDER,
                  one.messageId(),
                  null,
                  one.delivered() ? DeliveryState.DELIVERED : DeliveryState.UNDELIVERED,
                  one.code()));
    }
  }

  // What it names must be a message of ours: nobody can bar another's address.
  private void complaint(Connection connection, IncomingMail mail) {
    for (var one : mail.returned()) {
      var unused =
          reports.complained(connection.tenant(), SmtpConnection.PROVIDER, one.messageId());
    }
  }

  private static @Nullable String writtenTo(IncomingMail mail, Set<String> ours) {
    return mail.to().stream()
        .map(EmailAddress::value)
        .filter(ours::contains)
        .findFirst()
        .orElse(null);
  }

  private static String body(IncomingMail mail) {
    if (mail.files().isEmpty()) {
      return mail.text();
    }
    var files = "[Attached, to be opened in the mailbox: " + String.join(", ", mail.files()) + "]";
    return (mail.text() + "\n\n" + files).strip();
  }

  // The server's word, unless its clock runs ahead.
  private Instant at(@Nullable Instant receivedAt) {
    var now = clock.instant();
    return receivedAt == null || receivedAt.isAfter(now) ? now : receivedAt;
  }
}
