package io.frontdesk.platform.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object per log event, cleaned by [Redaction].
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final int MOST_FRAMES = 60;
  private static final int MOST_CAUSES = 6;
  private static final byte[] NOTHING = new byte[0];

  private final JsonMapper json = JsonMapper.builder().build();

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new LinkedHashMap<String, Object>();
    line.put("time", event.getInstant().toString());
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("thread", event.getThreadName());
    line.put("message", Redaction.format(event.getMessage(), event.getArgumentArray()));
    for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
      line.putIfAbsent(entry.getKey(), Redaction.clean(entry.getValue()));
    }
    var failure = event.getThrowableProxy();
    if (failure != null) {
      line.put("error", failure.getClassName());
      line.put("stack", stack(failure));
    }
    return (json.writeValueAsString(line) + "\n").getBytes(UTF_8);
  }

  private static String stack(IThrowableProxy failure) {
    var text = new StringBuilder();
    @Nullable IThrowableProxy cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      text.append(depth == 0 ? "" : "caused by ")
          .append(cause.getClassName())
          .append(": ")
          .append(Redaction.cleanException(cause.getMessage()))
          .append('\n');
      var frames = cause.getStackTraceElementProxyArray();
      int shown = Math.min(frames.length - cause.getCommonFrames(), MOST_FRAMES);
      for (int i = 0; i < shown; i++) {
        append(text, frames[i]);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static void append(StringBuilder text, StackTraceElementProxy frame) {
    text.append("  ").append(frame.getSTEAsString()).append('\n');
  }
}
