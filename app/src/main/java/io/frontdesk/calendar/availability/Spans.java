package io.frontdesk.calendar.availability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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
    var merged = new long[sorted.size() * 2];
    int used = 0;
    for (var span : sorted) {
      if (span.from() >= span.to()) {
        continue;
      }
      if (used > 0 && span.from() <= merged[used - 1]) {
        merged[used - 1] = Math.max(merged[used - 1], span.to());
      } else {
        merged[used++] = span.from();
        merged[used++] = span.to();
      }
    }
    return new Spans(Arrays.copyOf(merged, used));
  }

  /// The union of sets.
  public static Spans unionOf(List<Spans> sets) {
    if (sets.size() == 1) {
      return sets.getFirst();
    }
    return union(sets.stream().flatMap(set -> set.list().stream()).toList());
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
    var met = new ArrayList<Span>();
    for (int i = 0, j = 0; i < bounds.length && j < other.bounds.length; ) {
      met.add(
          new Span(
              Math.max(bounds[i], other.bounds[j]), Math.min(bounds[i + 1], other.bounds[j + 1])));
      if (bounds[i + 1] < other.bounds[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return union(met);
  }

  public Spans minus(Spans other) {
    var left = new ArrayList<Span>();
    int j = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      long from = bounds[i];
      while (j < other.bounds.length && other.bounds[j + 1] <= from) {
        j += 2;
      }
      for (int k = j; k < other.bounds.length && other.bounds[k] < bounds[i + 1]; k += 2) {
        left.add(new Span(from, other.bounds[k]));
        from = Math.max(from, other.bounds[k + 1]);
      }
      left.add(new Span(from, bounds[i + 1]));
    }
    return union(left);
  }

  /// The seconds at which something of `length` seconds can begin and still end inside one stretch.
  public Spans startsFor(long length) {
    return union(
        list().stream().map(span -> new Span(span.from(), span.to() - length + 1)).toList());
  }

  /// The seconds at which something that takes `[start − before, start + length)` would meet one of
  /// these stretches.
  public Spans blockedStarts(long before, long length) {
    return union(
        list().stream()
            .map(span -> new Span(span.from() - length + 1, span.to() + before))
            .toList());
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
