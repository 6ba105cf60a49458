package io.frontdesk.calendar;

/// What a client answered, with the question as it was then.
public record IntakeAnswer(String question, String answer) {
  @Override
  public String toString() {
    return "IntakeAnswer[secret]";
  }
}
