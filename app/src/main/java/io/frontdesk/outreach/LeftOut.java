package io.frontdesk.outreach;

import io.frontdesk.policy.Rule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why somebody of the audience is not contacted. The first that applies is told.
public enum LeftOut {
  NO_ADDRESS("No address", "They have no number or e-mail address for this channel."),
  WRONG_KIND("Wrong kind of number", "A landline, toll-free or service number takes no texts."),
  SUPPRESSED("Barred", "They opted out, complained, or their address does not work."),
  NO_CONSENT("No consent", "No consent to such messages is recorded, or it was taken back."),
  OLD_NUMBER("Number too old", "Nothing has shown for long that the number is still theirs."),
  OTHER_BLOCK("In another block", "Another block that was started before reaches this address."),
  DUPLICATE("Same address", "Somebody else with this address is contacted already."),
  NO_HOUR("No allowed hour", "The hours of this block and of the law have none in common there.");

  private final String label;
  private final String explanation;

  LeftOut(String label, String explanation) {
    this.label = label;
    this.explanation = explanation;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// One sentence for the person who asks why.
  public String explanation() {
    return explanation;
  }

  /// As tables and the API write it.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Reads [#code]; empty when there is no such reason.
  public static Optional<LeftOut> find(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }

  /// The number of the part of a plan that holds these people.
  public int part() {
    return -1 - ordinal();
  }

  /// The reverse of [#part].
  public static LeftOut ofPart(int part) {
    return values()[-1 - part];
  }

  /// What a refusal of the policy comes down to.
  public static LeftOut by(Rule rule) {
    if (rule.id().startsWith("suppression.")) {
      return SUPPRESSED;
    }
    return rule.id().equals("house.number-age") ? OLD_NUMBER : NO_CONSENT;
  }
}
