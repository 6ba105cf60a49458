package io.frontdesk.conversations;

import java.time.Instant;

/// Something that happened with a person outside the thread and belongs into it: a call, a booking.
///
/// @param text one sentence, e.g. `Called for 2 min: booked Massage`
/// @param refType with `refId` names the thing; the same again replaces the text
public record Happening(String text, Instant at, String refType, String refId) {
  @Override
  public String toString() {
    return "Happening[" + refType + " " + refId + "]";
  }
}
