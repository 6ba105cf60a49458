package io.frontdesk.platform.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// One short line per event for the person at the terminal; stack traces are in the file.
final class ShortLines extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringBuilder(CLOCK.format(event.getInstant())).append("  ");
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      line.append(event.getLevel()).append("  ");
    }
    line.append(Redaction.format(event.getMessage(), event.getArgumentArray()));
    var failure = event.getThrowableProxy();
    if (failure != null) {
      var name = failure.getClassName();
      line.append(" (").append(name.substring(name.lastIndexOf('.') + 1)).append("; see the log)");
    }
    return line.append('\n').toString();
  }
}
