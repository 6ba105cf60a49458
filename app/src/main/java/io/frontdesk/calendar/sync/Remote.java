package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.ics.IcsBounds;
import io.frontdesk.calendar.ics.IcsComponent;
import io.frontdesk.calendar.ics.IcsReader;
import io.frontdesk.calendar.ics.IcsRefused;
import io.frontdesk.calendar.ics.Occurrence;
import io.frontdesk.calendar.ics.Occurrences;
import io.frontdesk.calendar.port.CalendarSync.Entry;
import io.frontdesk.calendar.port.CalendarSync.OwnEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An entry elsewhere, understood: when it takes time, and whether it is an appointment of ours.
///
/// @param appointment which of ours it says it is
/// @param start of ours, when it is there now
/// @param untouched whether its times are those we wrote
record Remote(
    String href,
    String etag,
    @Nullable AppointmentId appointment,
    @Nullable Instant start,
    @Nullable Instant end,
    boolean untouched,
    List<BusyStore.Busy> busy) {
  static final String MARK = "X-FRONTDESK-TIMES";

  private static final Set<String> EVENTS = Set.of("VEVENT");
  private static final Pattern OWN =
      Pattern.compile(
          "(?:busy-)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@frontdesk");

  Remote {
    busy = List.copyOf(busy);
  }

  static String uid(AppointmentId appointment) {
    return appointment + "@frontdesk";
  }

  /// @return empty for an entry that is gone or is no calendar
  static Optional<Remote> of(Entry entry, ZoneId zone, Instant from, Instant until) {
    return switch (entry) {
      case Entry.Gone _ -> Optional.empty();
      case Entry.Event event -> Optional.of(of(event, from, until));
      case Entry.File file -> of(file, zone, from, until);
    };
  }

  /// A whole calendar in one file: every entry of it. Those that say they are ours name us.
  static List<Remote> each(Entry.File file, ZoneId zone, Instant from, Instant until) {
    var roots = IcsReader.read(file.ics(), IcsBounds.STANDARD);
    var all = Occurrences.within(roots, EVENTS, zone, from, until, IcsBounds.STANDARD);
    var remotes = new ArrayList<Remote>();
    for (var one : all.occurrences()) {
      remotes.add(
          new Remote(
              one.uid(), "", ours(one.uid()), one.start(), one.end(), true, busy(one, one.uid())));
    }
    return remotes;
  }

  private static Remote of(Entry.Event event, Instant from, Instant until) {
    var own = event.appointment();
    boolean meets =
        event.busy()
            && event.start().isBefore(until)
            && event.end().isAfter(from)
            && event.start().isBefore(event.end());
    return new Remote(
        event.href(),
        event.etag(),
        own != null ? new AppointmentId(own) : ours(event.uid()),
        event.start(),
        event.end(),
        event.written().equals(OwnEvent.mark(event.start(), event.end())),
        meets ? List.of(new BusyStore.Busy(event.href(), event.start(), event.end())) : List.of());
  }

  private static Optional<Remote> of(Entry.File file, ZoneId zone, Instant from, Instant until) {
    List<IcsComponent> roots;
    try {
      roots = IcsReader.read(file.ics(), IcsBounds.STANDARD);
    } catch (IcsRefused broken) {
      return Optional.empty();
    }
    var own = own(roots);
    if (own.isPresent()) {
      var at =
          Occurrences.within(
              roots, EVENTS, zone, Instant.EPOCH, until.plusSeconds(3_000_000_000L), ONE);
      var first = at.occurrences().stream().findFirst();
      var mark = first.map(one -> OwnEvent.mark(one.start(), one.end())).orElse("");
      return Optional.of(
          new Remote(
              file.href(),
              file.etag(),
              ours(own.get().value("UID")),
              first.map(Occurrence::start).orElse(null),
              first.map(Occurrence::end).orElse(null),
              own.get().value(MARK).equals(mark),
              // Of another workspace of the same person it takes their time.
              Occurrences.within(roots, EVENTS, zone, from, until, IcsBounds.STANDARD)
                  .occurrences()
                  .stream()
                  .flatMap(one -> busy(one, file.href()).stream())
                  .toList()));
    }
    var found = Occurrences.within(roots, EVENTS, zone, from, until, IcsBounds.STANDARD);
    return Optional.of(
        new Remote(
            file.href(),
            file.etag(),
            null,
            null,
            null,
            false,
            found.occurrences().stream().flatMap(one -> busy(one, file.href()).stream()).toList()));
  }

  private static final IcsBounds ONE = IcsBounds.STANDARD.withPerComponent(1);

  private static List<BusyStore.Busy> busy(Occurrence one, String key) {
    return one.busy() && one.start().isBefore(one.end())
        ? List.of(new BusyStore.Busy(short1000(key), one.start(), one.end()))
        : List.of();
  }

  private static String short1000(String key) {
    var text = key.isEmpty() ? "-" : key;
    return text.length() > 1000 ? text.substring(0, 1000) : text;
  }

  private static Optional<IcsComponent> own(List<IcsComponent> roots) {
    return roots.stream()
        .flatMap(root -> root.parts().stream())
        .filter(part -> part.name().equals("VEVENT") && ours(part.value("UID")) != null)
        .findFirst();
  }

  private static @Nullable AppointmentId ours(String uid) {
    var found = OWN.matcher(uid);
    return found.matches() ? new AppointmentId(UUID.fromString(found.group(1))) : null;
  }
}
