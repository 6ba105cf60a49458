package io.frontdesk.calls.web;

import io.frontdesk.calls.CallDirection;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.calls.log.CallStore;
import io.frontdesk.contacts.ContactId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the list's address asks for. What can't be read asks for nothing.
public record CallFilters(
    String tab, String q, String status, String outcome, String from, String to) {

  public CallFilters {
    q = q.length() > 100 ? q.substring(0, 100) : q.strip();
  }

  public boolean any() {
    return !(q + status + outcome + from + to).isEmpty();
  }

  CallStore.Query query(ZoneId zone, List<ContactId> people) {
    return new CallStore.Query(
        switch (tab) {
          case "inbound" -> CallDirection.INBOUND;
          case "outbound" -> CallDirection.OUTBOUND;
          default -> null;
        },
        Arrays.stream(CallStatus.values())
            .filter(one -> one.code().equals(status))
            .findFirst()
            .orElse(null),
        tab.equals("needs"),
        switch (outcome) {
          case "booked" -> Boolean.TRUE;
          case "not-booked" -> Boolean.FALSE;
          default -> null;
        },
        day(from, zone, 0),
        day(to, zone, 1),
        !q.isEmpty(),
        people,
        number());
  }

  /// The address of the same list at another tab.
  public String on(String otherTab) {
    return new CallFilters(otherTab, q, status, outcome, from, to).address("");
  }

  /// The address of another page of the same list.
  public String address(String at) {
    var address = new StringBuilder("?tab=").append(tab);
    add(address, "q", q);
    add(address, "status", status);
    add(address, "outcome", outcome);
    add(address, "from", from);
    add(address, "to", to);
    add(address, "at", at);
    return address.toString();
  }

  // A number as typed begins with its country code, or is looked up among the people.
  private @Nullable String number() {
    var digits = q.replaceAll("[\\s().-]", "");
    return digits.matches("\\+[0-9]{2,15}") ? digits : null;
  }

  private static @Nullable Instant day(String text, ZoneId zone, int after) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      var day = LocalDate.parse(text);
      return day.getYear() < 1970 || day.getYear() > 2200
          ? null
          : day.plusDays(after).atStartOfDay(zone).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static void add(StringBuilder address, String name, String value) {
    if (!value.isEmpty()) {
      address
          .append('&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
