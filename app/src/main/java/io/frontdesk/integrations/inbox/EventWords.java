package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.page.Words;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.List;
import java.util.regex.Pattern;

/// What came in, in words.
public final class EventWords {
  private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private EventWords() {}

  /// What an event is about: its ordering key, such as `from:+12125550123`, as people write it.
  public static String about(String orderingKey) {
    int colon = orderingKey.indexOf(':');
    var what = colon < 0 ? orderingKey : orderingKey.substring(0, colon);
    var which = colon < 0 ? "" : orderingKey.substring(colon + 1);
    return (Words.of(what) + " " + shown(which)).strip();
  }

  /// A provider as its connections are called.
  public static String provider(String provider, List<ConnectionKind> kinds) {
    return kinds.stream()
        .filter(kind -> kind.provider().equals(provider))
        .map(ConnectionKind::label)
        .findFirst()
        .orElse(provider);
  }

  private static String shown(String which) {
    return NUMBER.matcher(which).matches() ? new PhoneNumber(which).display() : which;
  }
}
