package io.frontdesk.calendar.page;

import io.frontdesk.calendar.Appointment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Addresses that add an appointment to a web calendar.
public final class CalendarLinks {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private CalendarLinks() {}

  public static String google(Appointment appointment, String business) {
    return "https://calendar.google.com/calendar/render?action=TEMPLATE&text="
        + encoded(title(appointment, business))
        + "&dates="
        + basic(appointment.startsAt())
        + "%2F"
        + basic(appointment.endsAt())
        + "&details="
        + encoded("With " + appointment.staffName());
  }

  public static String outlook(Appointment appointment, String business) {
    return "https://outlook.live.com/calendar/0/action/compose?subject="
        + encoded(title(appointment, business))
        + "&startdt="
        + encoded(appointment.startsAt().toString())
        + "&enddt="
        + encoded(appointment.endsAt().toString())
        + "&body="
        + encoded("With " + appointment.staffName());
  }

  private static String title(Appointment appointment, String business) {
    return appointment.serviceName() + " – " + business;
  }

  private static String basic(Instant at) {
    return BASIC.format(at);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
