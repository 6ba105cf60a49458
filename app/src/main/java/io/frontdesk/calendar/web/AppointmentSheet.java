package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Deposits;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Deliveries;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/// What the page of one appointment shows.
@Component
class AppointmentSheet {
  private final Bookings bookings;
  private final Deposits deposits;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Deliveries deliveries;

  AppointmentSheet(
      Bookings bookings,
      Deposits deposits,
      Catalogue catalogue,
      Contacts contacts,
      Deliveries deliveries) {
    this.bookings = bookings;
    this.deposits = deposits;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.deliveries = deliveries;
  }

  void fill(
      Caller caller,
      Frame frame,
      Appointment appointment,
      @Nullable String noteError,
      Model model) {
    var names = new HashMap<StaffId, String>();
    for (Staff person : catalogue.allStaff(caller.tenant())) {
      names.put(person.id(), person.name());
    }
    Optional<Contact> client =
        caller.may(Permission.VIEW_CONTACTS)
            ? contacts.find(caller.tenant(), appointment.contact())
            : Optional.empty();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("appointment", appointment)
        .addAttribute("client", client.orElse(null))
        .addAttribute("tone", Boards.tone(appointment.state()))
        .addAttribute("names", names)
        .addAttribute("paid", deposits.find(caller.tenant(), appointment.id()).orElse(null))
        .addAttribute(
            "amount", ServiceForm.amount(appointment.depositMinor(), appointment.currency()))
        .addAttribute("answers", bookings.answers(caller.tenant(), appointment.id()))
        .addAttribute("history", bookings.history(caller.tenant(), appointment.id()))
        .addAttribute(
            "told",
            deliveries.forReference(caller.tenant(), "appointment", appointment.id().toString()))
        .addAttribute("noteError", noteError);
  }
}
