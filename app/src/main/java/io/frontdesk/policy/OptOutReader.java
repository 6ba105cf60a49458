package io.frontdesk.policy;

/// Reads whether a person asks not to be contacted any more. The carriers' words are exact; what is
/// written freely is read by rules, and could be by a classifier behind this same door.
public interface OptOutReader {
  /// What a message asks for.
  enum Meaning {
    /// Contact me no more.
    OPT_OUT,
    /// It may mean that; a person decides, and until then marketing is barred.
    DOUBT,
    /// Contact me again.
    START,
    /// Who are you, and how do I get rid of you.
    HELP,
    /// Something else.
    NONE
  }

  /// @param rule which word or rule read it, e.g. `keyword`, `text.off-the-list`; `none` for NONE
  record Reading(Meaning meaning, String rule) {
    /// Whether it was one of the carriers' words, alone.
    public boolean isKeyword() {
      return rule.equals("keyword");
    }
  }

  /// Reads one message. Never throws; the same words give the same reading.
  ///
  /// @param channel over which it came; an e-mail or a caller who says CANCEL means an appointment
  /// @param text the person's own words, without what they quote as far as that was known
  Reading read(Channel channel, String text);
}
