package io.frontdesk.platform.live;

import io.frontdesk.platform.tenant.TenantId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One event of the log. Every reader on this node is handed the same object.
public final class LiveEvent {
  private final TenantId tenant;
  private final Position position;
  private final String topic;
  private final String subject;
  private final String data;
  private volatile byte @Nullable [] frame;

  /// @param data JSON object
  public LiveEvent(TenantId tenant, Position position, String topic, String subject, String data) {
    this.tenant = tenant;
    this.position = position;
    this.topic = topic;
    this.subject = subject;
    this.data = data;
  }

  public TenantId tenant() {
    return tenant;
  }

  public Position position() {
    return position;
  }

  public String topic() {
    return topic;
  }

  public String subject() {
    return subject;
  }

  /// JSON object.
  public String data() {
    return data;
  }

  /// About how many bytes it takes while screens wait for it.
  int weight() {
    return 200 + 2 * data.length();
  }

  /// The event as it goes over the wire, made by the first reader who asks and shared by all.
  ///
  /// @param encoder always the same one
  public byte[] frame(Function<LiveEvent, byte[]> encoder) {
    var made = frame;
    if (made == null) {
      made = encoder.apply(this);
      frame = made;
    }
    return made;
  }
}
