package io.frontdesk.acceptance.drill;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What the program was told in one seed, and what it acknowledged. Filled by many threads.
final class Told {
  /// A text that was asked for.
  ///
  /// @param askedAt when the first request left, epoch milliseconds
  record Asked(String key, String to, int person, String body, long askedAt) {}

  /// A line of a call whose hook was answered with 200 at least once.
  record Line(String call, String text) {}

  private final Queue<Asked> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<Asked> unanswered = new ConcurrentLinkedQueue<>();
  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final Map<String, String> refused = new ConcurrentHashMap<>();
  private final Queue<Plan.Trouble> suffered = new ConcurrentLinkedQueue<>();
  private final Queue<String> oddities = new ConcurrentLinkedQueue<>();

  void accepted(Asked asked) {
    accepted.add(asked);
  }

  void unanswered(Asked asked) {
    unanswered.add(asked);
  }

  void refused(String body, String answer) {
    refused.put(body, answer);
  }

  void acknowledged(Line line) {
    lines.add(line);
  }

  /// A trouble that has happened.
  void suffered(Plan.Trouble trouble) {
    suffered.add(trouble);
  }

  List<Plan.Trouble> suffered() {
    return List.copyOf(suffered);
  }

  /// An answer that nobody should ever get.
  void odd(String what) {
    oddities.add(what);
  }

  List<Asked> accepted() {
    return List.copyOf(accepted);
  }

  List<Asked> unanswered() {
    return List.copyOf(unanswered);
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  List<String> oddities() {
    return List.copyOf(oddities);
  }
}
