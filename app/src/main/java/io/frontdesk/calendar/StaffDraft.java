package io.frontdesk.calendar;

import io.frontdesk.access.MemberId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.WeekHours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person who can be booked shall be; see [Staff] for the fields.
///
/// @param services what they do
public record StaffDraft(
    String name,
    String title,
    @Nullable MemberId member,
    String colour,
    @Nullable StaffWeek week,
    @Nullable Integer maxPerDay,
    List<ServiceId> services) {
  public StaffDraft {
    name = name.strip().replaceAll("\\s+", " ");
    title = title.strip();
    colour = Colours.orFirst(colour);
    services = List.copyOf(services);
  }

  /// Someone with hours that don't depend on the place, and no limit.
  public StaffDraft(
      String name,
      String title,
      @Nullable MemberId member,
      String colour,
      @Nullable WeekHours hours,
      List<ServiceId> services) {
    this(
        name,
        title,
        member,
        colour,
        hours == null ? null : StaffWeek.anywhere(hours),
        null,
        services);
  }

  /// Someone who works whenever the workspace is open and does nothing yet.
  public static StaffDraft of(String name) {
    return new StaffDraft(name, "", null, "blue", null, null, List.of());
  }

  /// At most so many appointments a day.
  public StaffDraft atMost(int aDay) {
    return new StaffDraft(name, title, member, colour, week, aDay, services);
  }

  /// @throws Refusal naming the wrong field
  void check() {
    if (name.isEmpty() || name.length() > 120) {
      throw Refusal.field("name", "Give a name of up to 120 characters.");
    }
    if (title.length() > 120) {
      throw Refusal.field("title", "At most 120 characters.");
    }
    if (maxPerDay != null && (maxPerDay < 1 || maxPerDay > 1000)) {
      throw Refusal.field("maxPerDay", "Give 1 to 1,000, or leave it empty.");
    }
  }
}
