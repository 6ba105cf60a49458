package io.frontdesk.calendar.page;

import java.util.List;

/// How a workspace's booking page looks and where it may be shown.
///
/// @param published whether anybody but the desk sees it
/// @param heading empty: the workspace's name
/// @param embedOrigins sites that may show it in a frame, `scheme://host[:port]`
/// @param logo whether there is one
public record BookingPage(
    boolean published,
    String heading,
    String intro,
    List<String> embedOrigins,
    boolean logo,
    long version) {
  /// Before anybody changed anything.
  static final BookingPage UNPUBLISHED = new BookingPage(false, "", "", List.of(), false, 0);

  public BookingPage {
    embedOrigins = List.copyOf(embedOrigins);
  }
}
