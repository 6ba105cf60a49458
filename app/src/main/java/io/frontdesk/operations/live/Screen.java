package io.frontdesk.operations.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.access.Permission;
import io.frontdesk.access.Presence;
import io.frontdesk.platform.live.LiveEvent;
import io.frontdesk.platform.live.Subscription;
import io.frontdesk.platform.stream.StreamSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One open screen as a stream: a greeting with the position it begins at, then its events.
final class Screen implements StreamSource {
  private static final byte[] BEAT = "event: heartbeat\ndata: {}\n\n".getBytes(UTF_8);

  private final Presence.Stay stay;
  private final String account;
  private final Set<Permission> permissions;
  private final Subscription events;
  private final Function<LiveEvent, byte[]> encoder;
  private final Consumer<Screen> gone;
  private byte @Nullable [] greeting;

  /// @param account whose screen it is; it ends when the log says that their rights changed
  /// @param permissions what the person may see for as long as the stream lasts
  /// @param gone told when it has closed
  Screen(
      Presence.Stay stay,
      String account,
      Set<Permission> permissions,
      Subscription events,
      byte[] greeting,
      Function<LiveEvent, byte[]> encoder,
      Consumer<Screen> gone) {
    this.stay = stay;
    this.account = account;
    this.permissions = permissions;
    this.events = events;
    this.greeting = greeting;
    this.encoder = encoder;
    this.gone = gone;
  }

  Presence.Stay stay() {
    return stay;
  }

  Set<Permission> permissions() {
    return permissions;
  }

  /// Ends the stream.
  void end() {
    events.end();
  }

  @Override
  public byte @Nullable [] next() {
    var first = greeting;
    if (first != null) {
      greeting = null;
      return first;
    }
    for (var event = events.poll(); event != null; event = events.poll()) {
      if (!event.topic().equals(Presence.CHANGED)) {
        return event.frame(encoder);
      }
      // What came before this reader joined was known when it was let in.
      if (event.subject().equals(account) && events.isNew(event)) {
        end();
        return null;
      }
    }
    return null;
  }

  @Override
  public byte[] beat() {
    return BEAT;
  }

  @Override
  public boolean isOver() {
    return events.isEnded();
  }

  @Override
  public void whenNews(Runnable look) {
    events.whenNews(look);
  }

  @Override
  public void close() {
    events.close();
    gone.accept(this);
  }
}
