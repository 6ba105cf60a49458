package io.frontdesk.calls.web;

import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallDirection;
import io.frontdesk.contacts.Contact;
import io.frontdesk.platform.page.Money;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A call as screens show it.
public record CallRow(Call call, @Nullable Contact contact) {

  public String id() {
    return call.id().toString();
  }

  /// Who it was with, as well as we know.
  public String title() {
    if (contact != null) {
      return contact.displayName();
    }
    var name = call.callerName();
    if (name != null && !name.isBlank()) {
      return name;
    }
    var caller = call.caller();
    return caller == null ? "Number withheld" : caller.display();
  }

  /// The number, when the title does not show it already.
  public String number() {
    var caller = call.caller();
    return caller == null || title().equals(caller.display()) ? "" : caller.display();
  }

  public String icon() {
    return switch (call.status()) {
      case NO_ANSWER, FAILED, CANCELLED -> "phone-missed";
      case VOICEMAIL -> "voicemail";
      case TRANSFERRED, FORWARDING -> "phone-forwarded";
      default -> call.direction() == CallDirection.INBOUND ? "phone-incoming" : "phone-outgoing";
    };
  }

  public String tone() {
    return switch (call.status()) {
      case SCHEDULED, QUEUED -> "info";
      case RINGING, IN_PROGRESS, FORWARDING -> "live";
      case COMPLETED -> "ok";
      case TRANSFERRED -> "accent";
      case NO_ANSWER, VOICEMAIL, CANCELLED -> "warn";
      case FAILED -> "danger";
    };
  }

  public String directionLabel() {
    return call.direction() == CallDirection.INBOUND ? "Inbound" : "Outbound";
  }

  public String duration() {
    return clock(call.duration());
  }

  /// `m:ss`, with hours when there are any.
  public static String clock(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /// What the call came to, in a few words.
  public String outcome() {
    var outcome = call.outcome();
    if (outcome != null) {
      return words(outcome);
    }
    return call.appointment() != null ? "Booked" : "";
  }

  /// Why it ended, in words; empty while it goes on.
  public String endedReason() {
    var reason = call.endedReason();
    return reason == null ? "" : words(reason);
  }

  /// A code as a reader would write it: `customer-ended-call` is `Customer ended call`,
  /// `bookAppointment` is `Book appointment`.
  public static String words(String code) {
    var spaced =
        code.replaceAll("([a-z])([A-Z])", "$1 $2").replace('-', ' ').replace('_', ' ').strip();
    return spaced.isEmpty()
        ? ""
        : spaced.substring(0, 1).toUpperCase(Locale.ROOT)
            + spaced.substring(1).toLowerCase(Locale.ROOT);
  }

  public String sentimentTone() {
    return switch (call.sentiment() == null ? "" : call.sentiment()) {
      case "positive" -> "ok";
      case "negative" -> "danger";
      default -> "";
    };
  }

  public String cost() {
    var cost = call.cost();
    var currency = call.costCurrency();
    if (cost == null || currency == null) {
      return "";
    }
    return Money.fine(cost, currency);
  }

  public @Nullable String attentionLabel() {
    var attention = call.attention();
    return call.needsAttention() && attention != null ? attention.label() : null;
  }
}
