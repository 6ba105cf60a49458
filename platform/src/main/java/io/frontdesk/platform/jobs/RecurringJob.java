package io.frontdesk.platform.jobs;

import java.time.Duration;

/// Background work that repeats. Every bean of this type runs on one node at a time, `every` after
/// its last run ended; a failure is logged, counted, shown to operators, and tried again at the
/// next turn. It must be repeatable: after a crash it runs again.
public interface RecurringJob {
  /// Stable, with the module first, e.g. `calls.fetch-recordings`.
  String name();

  /// For the operators' page: one plain sentence.
  String meaning();

  Duration every();

  void run();

  /// A job from its parts.
  static RecurringJob of(String name, Duration every, String meaning, Runnable work) {
    return new RecurringJob() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String meaning() {
        return meaning;
      }

      @Override
      public Duration every() {
        return every;
      }

      @Override
      public void run() {
        work.run();
      }
    };
  }
}
