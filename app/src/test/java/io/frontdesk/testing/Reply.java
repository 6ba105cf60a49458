package io.frontdesk.testing;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came back over HTTP; redirects are not followed.
public record Reply(HttpResponse<String> raw) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public int status() {
    return raw.statusCode();
  }

  public String body() {
    return raw.body();
  }

  public Optional<String> header(String name) {
    return raw.headers().firstValue(name);
  }

  public List<String> headers(String name) {
    return raw.headers().allValues(name);
  }

  /// Where a redirect leads; fails when it is none.
  public String location() {
    return header("Location")
        .orElseThrow(() -> new AssertionError("no redirect but " + status() + ": " + body()));
  }

  public JsonNode json() {
    return JSON.readTree(body());
  }
}
