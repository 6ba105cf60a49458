package io.frontdesk.calendar.ics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A component with its lines and what lies within it.
public final class IcsComponent {
  private final String name;
  private final int index;
  private final List<IcsLine> lines = new ArrayList<>();
  private final List<IcsComponent> parts = new ArrayList<>();

  IcsComponent(String name, int index) {
    this.name = name;
    this.index = index;
  }

  void add(IcsLine line) {
    lines.add(line);
  }

  void add(IcsComponent part) {
    parts.add(part);
  }

  /// Upper case, e.g. `VEVENT`.
  public String name() {
    return name;
  }

  /// Its place within its outermost component, in the order of the file; that one has 0.
  public int index() {
    return index;
  }

  public List<IcsComponent> parts() {
    return List.copyOf(parts);
  }

  public Optional<IcsLine> first(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).findFirst();
  }

  public List<IcsLine> all(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).toList();
  }

  /// Value of the first line of this name, without blanks around; empty when there is none.
  public String value(String name) {
    return first(name).map(line -> line.value().strip()).orElse("");
  }
}
