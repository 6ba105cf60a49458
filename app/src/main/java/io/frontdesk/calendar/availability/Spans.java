package io.frontdesk.calendar.availability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A set of seconds of the epoch, as sorted, disjoint, non-touching stretches, each from its first
/// second to the one after its last.
public final class Spans {
  public static final Spans NONE = new Spans(new long[0]);

  // from, to, from, to …; strictly growing.
  private final long[] bounds;

  private Spans(long[] bounds) {
    this.bounds = bounds;
  }

  /// One stretch `[from, to)`.
  public record Span(long from, long to) {}

  public static Spans of(long from, long to) {
    return from < to ? new Spans(new long[] {from, to}) : NONE;
  }

  /// The union of stretches in any order; those that do not run forward are left out.
  public static Spans union(List<Span> spans) {
    var sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(Span::from));
    var joined = new Joined(sorted.size());
    sorted.forEach(span -> joined.add(span.from(), span.to()));
    return joined.spans();
  }

  /// The union of the stretches `[from[i], to[i])` in any order, each made longer by `wider` at
  /// both ends.
  public static Spans of(long[] from, long[] to, long wider) {
    var joined = new Joined(from.length);
    for (int i = 0; i < from.length; i++) {
      if (i > 0 && from[i] < from[i - 1]) {
        return union(
            IntStream.range(0, from.length)
                .mapToObj(each -> new Span(from[each] - wider, to[each] + wider))
                .toList());
      }
      joined.add(from[i] - wider, to[i] + wider);
    }
    return joined.spans();
  }

  /// The union of sets.
  public static Spans unionOf(List<Spans> sets) {
    return switch (sets.size()) {
      case 0 -> NONE;
      case 1 -> sets.getFirst();
      default -> {
        int half = sets.size() / 2;
        yield unionOf(sets.subList(0, half)).or(unionOf(sets.subList(half, sets.size())));
      }
    };
  }

  /// What lies in either.
  public Spans or(Spans other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    var joined = new Joined((bounds.length + other.bounds.length) / 2);
    for (int i = 0, j = 0; i < bounds.length || j < other.bounds.length; ) {
      boolean mine =
          j == other.bounds.length || (i < bounds.length && bounds[i] <= other.bounds[j]);
      if (mine) {
        joined.add(bounds[i], bounds[i + 1]);
        i += 2;
      } else {
        joined.add(other.bounds[j], other.bounds[j + 1]);
        j += 2;
      }
    }
    return joined.spans();
  }

  /// Takes a stretch.
  public interface Visitor {
    void visit(long from, long to);
  }

  /// The parts of the set in `[from, to)`, in order.
  public void within(long from, long to, Visitor visitor) {
    if (from >= to) {
      return;
    }
    int at = Arrays.binarySearch(bounds, from);
    // The last stretch that begins at or before it, if any.
    int first = Math.max(0, at >= 0 ? at & ~1 : (-at - 2) & ~1);
    for (int i = first; i < bounds.length && bounds[i] < to; i += 2) {
      long low = Math.max(from, bounds[i]);
      long high = Math.min(to, bounds[i + 1]);
      if (low < high) {
        visitor.visit(low, high);
      }
    }
  }

  public List<Span> list() {
    var spans = new ArrayList<Span>(bounds.length / 2);
    for (int i = 0; i < bounds.length; i += 2) {
      spans.add(new Span(bounds[i], bounds[i + 1]));
    }
    return spans;
  }

  public boolean isEmpty() {
    return bounds.length == 0;
  }

  public boolean contains(long second) {
    int at = Arrays.binarySearch(bounds, second);
    // A hit on an even place is a first second, on an odd one the second after a last.
    return at >= 0 ? at % 2 == 0 : (-at - 1) % 2 == 1;
  }

  public Spans intersect(Spans other) {
    var met = new Joined((bounds.length + other.bounds.length) / 2);
    for (int i = 0, j = 0; i < bounds.length && j < other.bounds.length; ) {
      met.add(Math.max(bounds[i], other.bounds[j]), Math.min(bounds[i + 1], other.bounds[j + 1]));
      if (bounds[i + 1] < other.bounds[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return met.spans();
  }

  public Spans minus(Spans other) {
    if (other.isEmpty()) {
      return this;
    }
    var left = new Joined((bounds.length + other.bounds.length) / 2);
    int j = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      long from = bounds[i];
      while (j < other.bounds.length && other.bounds[j + 1] <= from) {
        j += 2;
      }
      for (int k = j; k < other.bounds.length && other.bounds[k] < bounds[i + 1]; k += 2) {
        left.add(from, other.bounds[k]);
        from = Math.max(from, other.bounds[k + 1]);
      }
      left.add(from, bounds[i + 1]);
    }
    return left.spans();
  }

  /// The seconds at which something of `length` seconds can begin and still end inside one stretch.
  public Spans startsFor(long length) {
    return moved(0, 1 - length);
  }

  /// The seconds at which something that takes `[start − before, start + length)` would meet one of
  /// these stretches.
  public Spans blockedStarts(long before, long length) {
    return moved(1 - length, before);
  }

  private Spans moved(long first, long last) {
    var moved = new Joined(bounds.length / 2);
    for (int i = 0; i < bounds.length; i += 2) {
      moved.add(bounds[i] + first, bounds[i + 1] + last);
    }
    return moved.spans();
  }

  /// Takes stretches in the order of their beginnings and joins those that meet; leaves out those
  /// that do not run forward.
  private static final class Joined {
    private final long[] bounds;
    private int used;

    Joined(int most) {
      this.bounds = new long[2 * most];
    }

    void add(long from, long to) {
      if (from >= to) {
        return;
      }
      if (used > 0 && from <= bounds[used - 1]) {
        bounds[used - 1] = Math.max(bounds[used - 1], to);
      } else {
        bounds[used++] = from;
        bounds[used++] = to;
      }
    }

    Spans spans() {
      return used == 0 ? NONE : new Spans(Arrays.copyOf(bounds, used));
    }
  }

  /// How many seconds lie in `[from, to)`.
  public long measure(long from, long to) {
    var sum = new long[1];
    within(from, to, (low, high) -> sum[0] += high - low);
    return sum[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spans that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
