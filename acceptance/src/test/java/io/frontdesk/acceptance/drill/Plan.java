package io.frontdesk.acceptance.drill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// What happens in one seed, and when. The same seed gives the same plan.
///
/// @param late by how many milliseconds the carrier's reports come late
record Plan(long seed, int late, List<Deed> deeds) {
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

    /// A node, the database or their disk suffers.
    ///
    /// @param much how far a clock jumps, in seconds
    record Suffers(int at, Trouble trouble, int node, int much) implements Deed {}

    /// The carrier suffers.
    ///
    /// @param status what it answers; when it is slow, by how many milliseconds
    record Carrier(int at, String kind, int status, int times) implements Deed {}
  }

  /// What can befall a node or the database.
  enum Trouble {
    KILLED,
    /// Stopped for longer than a lease of the inbox, then let go on.
    PAUSED,
    /// Asked to end, and started again.
    RESTARTED,
    /// Its clock is minutes ahead or behind for some seconds.
    CLOCK_JUMPED,
    DATABASE_RESTARTED,
    /// Ends at once without writing anything down.
    DATABASE_CRASHED,
    /// Its first process dies by SIGKILL.
    DATABASE_KILLED,
    /// Others hold its tables, and more ask than there are connections.
    POOL_EMPTIED,
    /// No byte more for the data of the nodes and of PostgreSQL.
    DISK_FULL;

    /// Whether it meets one node and not both.
    boolean ofNode() {
      return this == KILLED || this == PAUSED || this == RESTARTED || this == CLOCK_JUMPED;
    }
  }

  private static final List<Integer> JUMPS = List.of(-600, -240, 240, 600);

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
      // The first in turn, so that a few seeds meet every kind; more by chance.
      int any = random.nextInt(troubles.length);
      deeds.add(
          new Deed.Suffers(
              300 + random.nextInt(LENGTH_MILLIS - 300),
              troubles[i == 0 ? Math.floorMod(seed, troubles.length) : any],
              random.nextInt(2),
              JUMPS.get(random.nextInt(JUMPS.size()))));
    }
    switch (random.nextInt(4)) {
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
      // Its hand is slow: what it was asked is done seconds later.
      case 2 ->
          deeds.add(
              new Deed.Carrier(
                  random.nextInt(LENGTH_MILLIS / 2),
                  "slow",
                  2_000 + random.nextInt(5_000),
                  1 + random.nextInt(6)));
      default -> {}
    }
    int late = random.nextInt(3) == 0 ? 500 + random.nextInt(1_500) : 0;
    deeds.sort(Comparator.comparingInt(Deed::at));
    return new Plan(seed, late, List.copyOf(deeds));
  }

  /// A person's number, nobody else's in any seed below 1,666.
  String number(int person) {
    return AREA + String.format("%04d", Math.floorMod(seed, 1_666) * PEOPLE + person);
  }

  /// Whether this befalls anybody.
  boolean has(Trouble trouble) {
    return deeds.stream()
        .anyMatch(deed -> deed instanceof Deed.Suffers suffers && suffers.trouble() == trouble);
  }

  /// What befalls whom, in a word or two, for the report.
  String troubles() {
    var words = new ArrayList<String>();
    for (var deed : deeds) {
      if (deed instanceof Deed.Suffers(int at, var trouble, int node, int much)) {
        words.add(
            (trouble.ofNode() ? "node " + node + " " : "")
                + trouble.name().toLowerCase().replace('_', ' ')
                + (trouble == Trouble.CLOCK_JUMPED ? " by " + much + " s" : "")
                + " at "
                + at
                + " ms");
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
    if (late > 0) {
      words.add("reports " + late + " ms late");
    }
    return String.join(", ", words);
  }
}
