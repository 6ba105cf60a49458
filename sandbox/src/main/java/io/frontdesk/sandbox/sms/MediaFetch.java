package io.frontdesk.sandbox.sms;

import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Fetches the pictures of a message as carriers do: HEAD for type and size, then GET, without
/// credentials, once each; and remembers under `media` what came.
final class MediaFetch implements AutoCloseable {
  /// Twilio's codes for media it could not fetch, or whose type or size it does not take.
  static final int NOT_FETCHED = 11200;

  static final int WRONG_TYPE = 12300;
  static final int TOO_LARGE = 11751;

  private static final int MOST_BYTES = 5_000_000;
  private static final Set<String> TYPES = Set.of("image/jpeg", "image/png", "image/gif");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final UnaryOperator<String> route;
  private final Recorder recorder;

  /// @param route where an address is to be found
  MediaFetch(UnaryOperator<String> route, Recorder recorder) {
    this.route = route;
    this.recorder = recorder;
  }

  /// @return why the message can't go on; null when all of it came
  @Nullable Integer fetch(String message, List<String> urls) throws InterruptedException {
    long together = 0;
    for (var url : urls) {
      try {
        var head =
            client.send(request(route.apply(url), "HEAD"), HttpResponse.BodyHandlers.discarding());
        var got =
            client.send(request(route.apply(url), "GET"), HttpResponse.BodyHandlers.ofByteArray());
        var type = got.headers().firstValue("Content-Type").orElse("");
        note(message, url, head, got, type);
        together += got.body().length;
        if (head.statusCode() != 200 || got.statusCode() != 200) {
          return NOT_FETCHED;
        }
        if (!TYPES.contains(type)) {
          return WRONG_TYPE;
        }
        if (together > MOST_BYTES) {
          return TOO_LARGE;
        }
      } catch (IOException | IllegalArgumentException unreachable) {
        recorder.add("media", Json.of("sid", message, "url", url, "status", 0));
        return NOT_FETCHED;
      }
    }
    return null;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private void note(
      String message, String url, HttpResponse<?> head, HttpResponse<byte[]> got, String type) {
    var size = size(got.body());
    recorder.add(
        "media",
        Json.of(
            "sid", message,
            "url", url,
            "status", got.statusCode(),
            "headStatus", head.statusCode(),
            "announced", head.headers().firstValue("Content-Length").orElse(""),
            "type", type,
            "bytes", got.body().length,
            "sha256", digest(got.body()),
            "width", size.width(),
            "height", size.height()));
  }

  private record Size(int width, int height) {}

  // As a phone that shows it; 0 by 0 when it can't.
  private static Size size(byte[] bytes) {
    try {
      var image = ImageIO.read(new ByteArrayInputStream(bytes));
      return image == null ? new Size(0, 0) : new Size(image.getWidth(), image.getHeight());
    } catch (IOException damaged) {
      return new Size(0, 0);
    }
  }

  private static HttpRequest request(String url, String method) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(15))
        .header("User-Agent", "SandboxCarrier/1.0")
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
