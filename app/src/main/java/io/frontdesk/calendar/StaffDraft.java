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
    @Nullable WeekHours hours,
    List<ServiceId> services) {
  public StaffDraft {
    name = name.strip().replaceAll("\\s+", " ");
    title = title.strip();
    colour = Colours.orFirst(colour);
    services = List.copyOf(services);
  }

  /// Someone who works whenever the workspace is open and does nothing yet.
  public static StaffDraft of(String name) {
    return new StaffDraft(name, "", null, "blue", null, List.of());
  }

  /// @throws Refusal naming the wrong field
  void check() {
    if (name.isEmpty() || name.length() > 120) {
      throw Refusal.field("name", "Give a name of up to 120 characters.");
    }
    if (title.length() > 120) {
      throw Refusal.field("title", "At most 120 characters.");
    }
  }
}
