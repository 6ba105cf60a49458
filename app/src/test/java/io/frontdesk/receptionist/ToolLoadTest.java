package io.frontdesk.receptionist;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.Calls;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A hundred callers at once, each with a whole conversation of tools. Prints how long answers
/// took; what it asserts is that all were answered and none double-booked.
@FrontdeskTest
class ToolLoadTest {
  private static final int CALLERS = 100;

  @Autowired private TestDesk desks;
  @Autowired private Catalogue catalogue;
  @Autowired private Receptionist receptionist;
  @Autowired private Calls calls;
  @Autowired private MovableClock clock;

  @Test
  void a_hundred_callers_at_once_are_all_answered() throws Exception {
    clock.set("2026-03-02T15:00:00Z");
    var desk = Desk.open(desks, catalogue, receptionist, calls);
    talk(desk, 0, desk.ring(number(0)), new ConcurrentLinkedQueue<>());
    var took = new ConcurrentLinkedQueue<Long>();
    var ends = new ArrayList<Future<String>>();

    var ringing = new ArrayList<CallId>();
    for (int i = 1; i <= CALLERS; i++) {
      ringing.add(desk.ring(number(i)));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= CALLERS; i++) {
        int caller = i;
        ends.add(threads.submit(() -> talk(desk, caller, ringing.get(caller - 1), took)));
      }
    }

    var outcomes = new ArrayList<String>();
    for (var end : ends) {
      outcomes.add(end.get());
    }
    var times = new ArrayList<>(took);
    times.sort(Comparator.naturalOrder());
    System.out.printf(
        Locale.ROOT,
        "tool answers, %d callers at once: %d answers, p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        CALLERS,
        times.size(),
        times.get(times.size() / 2) / 1e6,
        times.get(times.size() * 99 / 100) / 1e6,
        times.getLast() / 1e6);
    assertThat(outcomes).hasSize(CALLERS).allMatch(List.of("booked", "taken", "refused")::contains);
    assertThat(outcomes.stream().filter("booked"::equals).count()).isPositive();
  }

  private static PhoneNumber number(int index) {
    return new PhoneNumber("+1212556" + String.format(Locale.ROOT, "%04d", index));
  }

  private static String talk(Desk desk, int index, CallId call, ConcurrentLinkedQueue<Long> took) {
    var caller = number(index);
    timed(took, () -> desk.ask(call, caller, "lookupCaller", Map.of()));
    timed(
        took,
        () ->
            desk.ask(
                call,
                caller,
                "checkAvailability",
                Map.of("date", "tomorrow", "service", "cleaning")));
    timed(took, () -> desk.ask(call, caller, "queryKnowledge", Map.of("query", "parking")));
    var day = List.of("tomorrow", "Wednesday", "Thursday", "Friday").get(index % 4);
    var hour = 9 + index % 9;
    return timed(
            took,
            () ->
                desk.ask(
                    call,
                    caller,
                    "bookAppointment",
                    Map.of(
                        "date",
                        day,
                        "time",
                        String.format(Locale.ROOT, "%02d:00", hour),
                        "service",
                        "cleaning",
                        "name",
                        "Caller Number " + index)))
        .outcome();
  }

  private static ToolAnswer timed(
      ConcurrentLinkedQueue<Long> took, java.util.function.Supplier<ToolAnswer> work) {
    long started = System.nanoTime();
    var answer = work.get();
    took.add(System.nanoTime() - started);
    return answer;
  }
}
