package io.frontdesk.delivery.barred;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;

/// One thing that bars one address.
///
/// @param shown the address as people write it
public record BarredLine(String address, String shown, Suppression what) {
  public String way() {
    return what.channel() == Channel.SMS
        ? "Texts"
        : what.channel() == Channel.EMAIL ? "E-mail" : "Calls";
  }

  public String reach() {
    return what.scope() == Suppression.Scope.ALL ? "nothing may be sent" : "no offers may be sent";
  }

  /// Why, in a sentence.
  public String why() {
    if (what.isDoubtful()) {
      return "May have asked to be left alone; nobody has decided yet.";
    }
    return switch (what.reason()) {
      case OPT_OUT -> {
        var kind = what.evidence().split(" ", 2)[0];
        yield switch (kind) {
          case "keyword" -> "Wrote STOP or another such word.";
          case "text" -> "Asked in their own words to be left alone.";
          case "carrier" -> "The carrier says that they opted out.";
          case "spoken" -> "Said so on the phone.";
          case "unsubscribe" -> "Used the link to unsubscribe.";
          default -> "Opted out.";
        };
      }
      case COMPLAINT -> "Complained to their mail provider.";
      case BOUNCE -> "The address does not accept mail.";
      case LEGAL -> "On a do-not-contact list.";
      case STAFF -> "Barred by the desk.";
    };
  }
}
