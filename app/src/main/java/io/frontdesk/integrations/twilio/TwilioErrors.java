package io.frontdesk.integrations.twilio;

import java.util.Map;

/// Twilio's error codes as far as they decide what to do next
/// (https://www.twilio.com/docs/api/errors). Any other code of a refusal is taken for final.
record TwilioErrors(Kind kind, String reason) {
  enum Kind {
    /// Trying again can't help.
    PERMANENT,
    /// It was not taken now; later it may be.
    TEMPORARY,
    /// It may have been taken.
    UNKNOWN
  }

  /// The person replied STOP to the number: Twilio blocks it, whatever we know.
  static final String OPTED_OUT = "21610";

  private static final Map<String, TwilioErrors> TABLE =
      Map.ofEntries(
          permanent("20003", "Twilio refuses our account or token."),
          permanent("21211", "The carrier does not know this number as a mobile number."),
          permanent("21265", "The carrier does not know this number as a mobile number."),
          permanent("21408", "Texts to this country are not enabled at Twilio."),
          permanent("21602", "The message is empty."),
          permanent("21603", "Our sending number does not belong to this account."),
          permanent("21606", "Our sending number does not belong to this account."),
          permanent("21608", "A trial account reaches verified numbers only."),
          permanent(OPTED_OUT, "The person told the carrier STOP."),
          permanent("21612", "The carrier can't reach this number from ours."),
          permanent("21614", "The carrier does not know this number as a mobile number."),
          permanent("21617", "The message is too long."),
          permanent("21620", "A picture or file can't be fetched."),
          permanent("21623", "There are too many pictures or files."),
          permanent("21660", "Our sending number does not belong to this account."),
          permanent("21703", "The messaging service has no number to send from."),
          permanent("30002", "The account is suspended at Twilio."),
          permanent("30003", "The phone is switched off, out of reach, or takes no texts."),
          permanent("30004", "The person or their carrier blocks texts from us."),
          permanent("30005", "The number is not in use."),
          permanent("30006", "The number is a landline, or its carrier takes no texts."),
          permanent("30007", "The carrier filtered the message out."),
          permanent("30032", "Our toll-free number is not verified."),
          permanent("30034", "Our number is not registered for business texts (10DLC)."),
          temporary("14107", "Too many messages were sent at once."),
          temporary("20429", "Too many messages were sent at once."),
          temporary("21611", "Too many messages wait at Twilio."),
          temporary("30001", "Too many messages wait at Twilio."),
          temporary("30022", "The carrier's limit per minute is reached."),
          temporary("30023", "The carrier's limit per day is reached."),
          unknown("30008", "The carrier does not say what became of it."),
          unknown("30009", "A part of the message was lost."),
          unknown("30017", "The carrier's network was congested."));

  static TwilioErrors of(int status, String code) {
    var known = TABLE.get(code);
    if (known != null) {
      return known;
    }
    return new TwilioErrors(
        Kind.PERMANENT,
        status == 401 || status == 403
            ? "Twilio refuses our account or token."
            : "Twilio refused the message (code " + code + ").");
  }

  private static Map.Entry<String, TwilioErrors> permanent(String code, String reason) {
    return Map.entry(code, new TwilioErrors(Kind.PERMANENT, reason));
  }

  private static Map.Entry<String, TwilioErrors> temporary(String code, String reason) {
    return Map.entry(code, new TwilioErrors(Kind.TEMPORARY, reason));
  }

  private static Map.Entry<String, TwilioErrors> unknown(String code, String reason) {
    return Map.entry(code, new TwilioErrors(Kind.UNKNOWN, reason));
  }
}
