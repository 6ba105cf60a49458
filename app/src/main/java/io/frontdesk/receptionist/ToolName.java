package io.frontdesk.receptionist;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The things a caller can have done, with the names other systems use for them.
public enum ToolName {
  LOOKUP_CALLER("lookupCaller", "Recognise the caller", "lookup_contact", "get_caller"),
  CHECK_AVAILABILITY(
      "checkAvailability", "Offer free times", "get_available_slots", "check_calendar"),
  BOOK_APPOINTMENT("bookAppointment", "Book an appointment", "bookClinicAppointment"),
  NEXT_APPOINTMENT("nextAppointment", "Tell a caller their next appointment", "get_appointment"),
  RESCHEDULE_APPOINTMENT(
      "rescheduleAppointment", "Move an appointment", "reschedule_booking", "moveAppointment"),
  CANCEL_APPOINTMENT("cancelAppointment", "Cancel an appointment", "cancel_booking"),
  JOIN_WAITLIST("joinWaitlist", "Put a caller on the waitlist", "add_to_waitlist"),
  QUERY_KNOWLEDGE("queryKnowledge", "Answer from the knowledge", "queryKnowledgeBase"),
  TRANSFER_CALL("transferCall", "Put the caller through", "transfer_to_human"),
  TAKE_MESSAGE("takeMessage", "Take a message", "leave_message"),
  END_CALL("endCall", "End the call", "hang_up");

  private final String spelling;
  private final String label;
  private final List<String> aliases;

  ToolName(String spelling, String label, String... aliases) {
    this.spelling = spelling;
    this.label = label;
    this.aliases = List.of(aliases);
  }

  /// As the voice platform should call it, e.g. `bookAppointment`.
  public String spelling() {
    return spelling;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// Finds a tool by its own or another system's name; case, dashes and underscores don't matter.
  public static Optional<ToolName> find(String name) {
    var bare = bare(name);
    return Arrays.stream(values())
        .filter(
            tool ->
                bare(tool.spelling).equals(bare)
                    || tool.aliases.stream().anyMatch(alias -> bare(alias).equals(bare)))
        .findFirst();
  }

  private static String bare(String name) {
    return name.length() > 100 ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }
}
