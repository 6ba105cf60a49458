package io.frontdesk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program that talks to the API (or, without a key, to a webhook). Paths are whole, e.g.
/// `/api/v1/me`. Whatever the API answers is held against its document.
public final class ApiClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final String baseUrl;
  private final String key;
  private final boolean careless;

  ApiClient(String baseUrl, String key) {
    this(baseUrl, key, false);
  }

  private ApiClient(String baseUrl, String key, boolean careless) {
    this.baseUrl = baseUrl;
    this.key = key;
    this.careless = careless;
  }

  /// One that may send what the document does not tell of.
  public ApiClient careless() {
    return new ApiClient(baseUrl, key, true);
  }

  public Reply get(String path) {
    return send("GET", path, null, Map.of());
  }

  public Reply post(String path, String json) {
    return send("POST", path, json, Map.of());
  }

  /// @param body sent as `application/json` unless `headers` name another type; null for none
  public Reply send(
      String method, String path, @Nullable String body, Map<String, String> headers) {
    var builder =
        HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(30));
    builder.header("Accept", "application/json");
    if (!key.isEmpty()) {
      builder.header("Authorization", "Bearer " + key);
    }
    if (body != null) {
      builder.header("Content-Type", "application/json");
    }
    headers.forEach(builder::setHeader);
    builder.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    return send(builder, careless ? null : body);
  }

  /// Posts a file as it is.
  public Reply upload(String path, String type, byte[] file, Map<String, String> headers) {
    var builder =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "application/json")
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(file));
    headers.forEach(builder::setHeader);
    return send(builder, null);
  }

  /// @param told what of it is held against the document; null for nothing
  private static Reply send(HttpRequest.Builder builder, @Nullable String told) {
    var request = builder.build();
    try {
      var reply =
          new Reply(HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
      if (request.uri().getPath().startsWith("/api/")) {
        ApiContract.check(request.method(), request.uri(), told, reply);
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
