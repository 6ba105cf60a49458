package io.frontdesk.policy.rules;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.Suppression;
import java.time.LocalTime;

/// The rules in force, each with the date of its wording and its source. A changed rule gets a new
/// version; stored decisions keep the one they were taken under.
final class Rules {
  /// 47 CFR 64.1200(c)(1): no solicitation before 8:00 or after 21:00 of the called party.
  static final LocalTime OPENS = LocalTime.of(8, 0);

  static final LocalTime CLOSES = LocalTime.of(21, 0);

  static final Rule CONVERSATION =
      new Rule(
          "consent.conversation",
          "2026-03-01",
          "CTIA Messaging Principles: conversational consent is implied by the person's message",
          "An answer to a person who is in conversation with us.");

  static final Rule TRANSACTIONAL =
      new Rule(
          "consent.transactional",
          "2026-03-01",
          "CTIA Messaging Principles: informational messages need express consent, given by asking for"
              + " the service",
          "Belongs to something the person asked for.");

  static final Rule REMINDER =
      new Rule(
          "consent.reminder",
          "2026-03-01",
          "CTIA Messaging Principles: informational messages",
          "Reminds of something the person agreed to, at a decent hour.");

  static final Rule MARKETING =
      new Rule(
          "consent.marketing",
          "2026-03-01",
          "47 CFR 64.1200(a)(2); CTIA Messaging Principles: promotional consent in writing",
          "The person agreed to marketing, and the hour is allowed.");

  static final Rule NO_MARKETING_CONSENT =
      new Rule(
          "consent.marketing-missing",
          "2026-03-01",
          "47 CFR 64.1200(a)(2); CTIA Messaging Principles: promotional consent in writing",
          "There is no recorded consent to marketing on this channel.");

  static final Rule QUIET_HOURS =
      new Rule(
          "us.quiet-hours",
          "2026-03-01",
          "47 CFR 64.1200(c)(1)",
          "It is outside 8:00 to 21:00 where the person is; it goes when the hours allow.");

  static final Rule OPT_OUT_CONFIRMATION =
      new Rule(
          "us.opt-out-confirmation",
          "2025-04-11",
          "47 CFR 64.1200(a)(12): one confirmation within five minutes, without marketing; carriers'"
              + " HELP rule",
          "The one answer a STOP, START or HELP must get.");

  static final Rule LATE_CONFIRMATION =
      new Rule(
          "us.opt-out-confirmation-late",
          "2025-04-11",
          "47 CFR 64.1200(a)(12): the confirmation must go within five minutes",
          "The five minutes in which an opt-out may be confirmed are over.");

  private Rules() {}

  static Rule suppressed(Suppression suppression) {
    var what =
        switch (suppression.reason()) {
          case OPT_OUT -> "The person opted out of " + way(suppression.channel()) + ".";
          case COMPLAINT -> "The person complained about our " + way(suppression.channel()) + ".";
          case BOUNCE -> "This address does not accept messages.";
          case LEGAL -> "This address is on a do-not-contact list.";
          case STAFF -> "Someone at the desk barred this address.";
        };
    return switch (suppression.reason()) {
      case OPT_OUT ->
          new Rule("suppression.opt-out", "2025-04-11", "47 CFR 64.1200(a)(10)–(12)", what);
      case COMPLAINT ->
          new Rule("suppression.complaint", "2026-03-01", "Carriers' and mailbox rules", what);
      case BOUNCE -> new Rule("suppression.bounce", "2026-03-01", "Deliverability", what);
      case LEGAL -> new Rule("suppression.legal", "2026-03-01", "47 CFR 64.1200(c)(2), (d)", what);
      case STAFF -> new Rule("suppression.staff", "2026-03-01", "The workspace's own rule", what);
    };
  }

  static Rule stopped(String reason) {
    return new Rule(
        "kill-switch",
        "2026-03-01",
        "The workspace's own rule",
        "Sending is stopped for this workspace: " + reason);
  }

  private static String way(Channel channel) {
    return switch (channel) {
      case SMS -> "text messages";
      case EMAIL -> "e-mail";
      case VOICE -> "calls";
    };
  }
}
