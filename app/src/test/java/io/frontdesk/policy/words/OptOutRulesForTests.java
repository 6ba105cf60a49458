package io.frontdesk.policy.words;

import io.frontdesk.policy.OptOutReader;

/// The rules without a program around them.
public final class OptOutRulesForTests {
  private OptOutRulesForTests() {}

  public static OptOutReader reader() {
    return new OptOutRules();
  }
}
