package io.frontdesk.acceptance.drill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// What happens in one seed, and when. The same seed gives the same plan.
record Plan(long seed, List<Deed> deeds) {
  static final int PEOPLE = 6;
  private static final int LENGTH_MILLIS = 4_000;
  private static final String AREA = "+1347555";

  /// Something that happens `at` milliseconds after the seed began.
  sealed interface Deed {
    int at();

    /// A person writes to the business.
    record Writes(int at, int person, String body) implements Deed {}

    /// A program asks for a text to a person.
    ///
    /// @param twice both nodes are asked at the same time with one idempotency key
    record Asks(int at, int person, String body, boolean twice) implements Deed {}

    /// A call of some lines, each told in its turn, to both nodes at once.
    record Talks(int at, String call, int lines) implements Deed {}

    /// A node or the database suffers.
    record Suffers(int at, Trouble trouble, int node) implements Deed {}

    /// The carrier suffers.
    record Carrier(int at, String kind, int status, int times) implements Deed {}
  }

  /// What can befall a node or the database.
  enum Trouble {
    KILLED,
    /// Stopped for longer than a lease of the inbox, then let go on.
    PAUSED,
    DATABASE_RESTARTED,
    DATABASE_CRASHED
  }

  static Plan of(long seed) {
    var random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    var deeds = new ArrayList<Deed>();
    int number = 0;
    for (int person = 0; person < PEOPLE; person++) {
      int asked = 1 + random.nextInt(3);
      for (int i = 0; i < asked; i++) {
        deeds.add(
            new Deed.Asks(
                random.nextInt(LENGTH_MILLIS),
                person,
                "d" + seed + "-" + number++ + ": your visit is confirmed.",
                random.nextBoolean()));
      }
      if (random.nextInt(3) > 0) {
        deeds.add(
            new Deed.Writes(
                random.nextInt(LENGTH_MILLIS), person, "w" + seed + "-" + number++ + " thanks"));
      }
    }
    // Two of them have enough; who asked for more afterwards must not reach them.
    for (int person : List.of(0, 1)) {
      int at = 500 + random.nextInt(LENGTH_MILLIS / 2);
      deeds.add(new Deed.Writes(at, person, "STOP"));
      deeds.add(
          new Deed.Asks(
              at + random.nextInt(1_500),
              person,
              "d" + seed + "-" + number++ + ": one more thing.",
              false));
    }
    for (int call = 0; call < 2; call++) {
      deeds.add(
          new Deed.Talks(
              random.nextInt(1_000), "drill-" + seed + "-" + call, 6 + random.nextInt(6)));
    }
    var troubles = Trouble.values();
    for (int i = 0; i <= random.nextInt(2); i++) {
      deeds.add(
          new Deed.Suffers(
              300 + random.nextInt(LENGTH_MILLIS - 300),
              troubles[random.nextInt(troubles.length)],
              random.nextInt(2)));
    }
    switch (random.nextInt(3)) {
      case 0 ->
          deeds.add(
              new Deed.Carrier(
                  random.nextInt(LENGTH_MILLIS / 2),
                  "status",
                  random.nextBoolean() ? 429 : 503,
                  1 + random.nextInt(4)));
      case 1 ->
          deeds.add(
              new Deed.Carrier(random.nextInt(LENGTH_MILLIS / 2), "accept-then-timeout", 0, 1));
      default -> {}
    }
    deeds.sort(Comparator.comparingInt(Deed::at));
    return new Plan(seed, List.copyOf(deeds));
  }

  /// A person's number, nobody else's in any seed below 1,666.
  String number(int person) {
    return AREA + String.format("%04d", Math.floorMod(seed, 1_666) * PEOPLE + person);
  }

  /// What befalls whom, in a word or two, for the report.
  String troubles() {
    var words = new ArrayList<String>();
    for (var deed : deeds) {
      if (deed instanceof Deed.Suffers(int at, var trouble, int node)) {
        var whom =
            trouble == Trouble.KILLED || trouble == Trouble.PAUSED ? "node " + node + " " : "";
        words.add(whom + trouble.name().toLowerCase().replace('_', ' ') + " at " + at + " ms");
      } else if (deed instanceof Deed.Carrier(int at, var kind, int status, int times)) {
        words.add(
            "carrier "
                + kind
                + (status == 0 ? "" : " " + status)
                + " x"
                + times
                + " at "
                + at
                + " ms");
      }
    }
    return String.join(", ", words);
  }
}
