package io.frontdesk.policy;

/// Why a person is contacted; decides the consent needed and the hours allowed.
///
/// The order is the order of sending: an answer to a person goes before a campaign.
public enum Purpose {
  /// What a carrier or law demands as an answer: the one confirmation of a STOP, the answer to
  /// HELP. Goes out although the address is suppressed; see the rule `us.opt-out-confirmation`.
  COMPLIANCE("Compliance", ConsentClass.NONE),
  /// An answer in a conversation the person takes part in.
  CONVERSATION("Conversation", ConsentClass.CONVERSATIONAL),
  /// What the person's own booking or request brings with it: confirmation, change, receipt.
  TRANSACTIONAL("Transactional", ConsentClass.INFORMATIONAL),
  /// Reminds of something already agreed; may wait for the morning.
  REMINDER("Reminder", ConsentClass.INFORMATIONAL),
  /// Everything that promotes.
  MARKETING("Marketing", ConsentClass.PROMOTIONAL);

  private final String label;
  private final ConsentClass consent;

  Purpose(String label, ConsentClass consent) {
    this.label = label;
    this.consent = consent;
  }

  /// The consent it needs.
  public ConsentClass consent() {
    return consent;
  }

  /// As screens show it.
  public String label() {
    return label;
  }
}
