package io.frontdesk.policy;

/// Why a person is contacted; decides the consent needed and the hours allowed.
///
/// The order is the order of sending: an answer to a person goes before a campaign.
public enum Purpose {
  /// What a carrier or law demands as an answer: the one confirmation of a STOP, the answer to
  /// HELP. Goes out although the address is suppressed; see the rule `us.opt-out-confirmation`.
  COMPLIANCE("Compliance"),
  /// An answer in a conversation the person takes part in.
  CONVERSATION("Conversation"),
  /// What the person's own booking or request brings with it: confirmation, change, receipt.
  TRANSACTIONAL("Transactional"),
  /// Reminds of something already agreed; may wait for the morning.
  REMINDER("Reminder"),
  /// Everything that promotes.
  MARKETING("Marketing");

  private final String label;

  Purpose(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }
}
