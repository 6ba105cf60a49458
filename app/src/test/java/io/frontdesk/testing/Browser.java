package io.frontdesk.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A browser without a screen: keeps cookies, sends the form token of the last page that had one,
/// follows no redirects. Not for several threads at once.
public final class Browser {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final Pattern TOKEN =
      Pattern.compile("name=\"_csrf\"[^>]*?value=\"([^\"]+)\"|name=\"csrf\" content=\"([^\"]+)\"");

  private final String baseUrl;
  private final String prefix;
  private final Map<String, String> cookies;
  private final HttpClient http;
  private @Nullable String csrf;

  Browser(String baseUrl, String prefix) {
    this(baseUrl, prefix, new TreeMap<>(), HTTP);
  }

  private Browser(String baseUrl, String prefix, Map<String, String> cookies, HttpClient http) {
    this.baseUrl = baseUrl;
    this.prefix = prefix;
    this.cookies = cookies;
    this.http = http;
  }

  /// A browser that sends from this address of its own.
  static Browser from(InetAddress address, String baseUrl) {
    var http =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).localAddress(address).build();
    return new Browser(baseUrl, "", new TreeMap<>(), http);
  }

  /// The same browser (same cookies) for paths below `path`. Absolute ones begin with `//`.
  public Browser below(String path) {
    return new Browser(baseUrl, path, cookies, http);
  }

  public void setCookie(String name, String value) {
    cookies.put(name, value);
  }

  public Map<String, String> cookies() {
    return Map.copyOf(cookies);
  }

  /// Forgets the form token, as an attacker's page that has none.
  public void forgetCsrf() {
    csrf = "";
  }

  /// Uses this form token from now on.
  public void useCsrf(String token) {
    csrf = token;
  }

  /// The form token of the last page that had one.
  public @Nullable String csrf() {
    return csrf;
  }

  public Reply get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  /// Posts a form: names and values in turn. The form token is added; when no page was read yet,
  /// the account page is read first to get one.
  public Reply post(String path, String... fields) {
    return post(path, pairs(fields));
  }

  public Reply post(String path, Map<String, String> fields) {
    return submit("POST", path, fields);
  }

  /// As [#post] with another method, and headers: names and values in turn.
  public Reply submit(String method, String path, Map<String, String> fields, String... headers) {
    var all = new LinkedHashMap<>(fields);
    all.putIfAbsent("_csrf", token());
    var form =
        all.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(method, HttpRequest.BodyPublishers.ofString(form)));
  }

  /// Posts a body as it is, with the form token as header, as the page's script does.
  public Reply postBody(String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .header("X-CSRF-Token", token())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// Sends a file as a form does, with the form token.
  public Reply upload(String path, String field, String name, byte[] file) {
    var boundary = "----frontdesk-test";
    var head =
        "--%s\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n"
            .formatted(boundary, token(), boundary, field, name);
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(head),
                    HttpRequest.BodyPublishers.ofByteArray(file),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
  }

  /// Sends a form with files as `files`: its fields' names and values in turn, and the form token.
  public Reply uploadAll(String path, List<byte[]> files, List<String> fields, String... headers) {
    var boundary = "----frontdesk-test";
    var body = new ByteArrayOutputStream();
    for (int i = 0; i < fields.size(); i += 2) {
      body.writeBytes(part(boundary, fields.get(i), fields.get(i + 1)));
    }
    body.writeBytes(part(boundary, "_csrf", token()));
    for (int i = 0; i < files.size(); i++) {
      var head =
          "--%s\r\nContent-Disposition: form-data; name=\"files\"; filename=\"file-%d.jpg\"\r\n\r\n"
              .formatted(boundary, i + 1);
      body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      body.writeBytes(files.get(i));
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return send(
        request(path, headers)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
  }

  private static byte[] part(String boundary, String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(boundary, name, value)
        .getBytes(StandardCharsets.UTF_8);
  }

  private String token() {
    if (csrf == null) {
      get(prefix.startsWith("/w/") ? "//account" : "//sign-in");
    }
    if (csrf == null) {
      // Signed in: the sign-in page only leads on.
      get("//account");
    }
    return csrf == null ? "" : csrf;
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var target = path.startsWith("//") ? path.substring(1) : prefix + path;
    var builder =
        HttpRequest.newBuilder(URI.create(baseUrl + target)).timeout(Duration.ofSeconds(30));
    builder.header("Accept", "text/html");
    if (!cookies.isEmpty()) {
      builder.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (headers.length > 0) {
      for (int i = 0; i < headers.length; i += 2) {
        builder.setHeader(headers[i], headers[i + 1]);
      }
    }
    return builder;
  }

  private Reply send(HttpRequest.Builder builder) {
    try {
      var reply =
          new Reply(
              http.send(
                  builder.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
      reply.headers("Set-Cookie").forEach(this::keep);
      var token = TOKEN.matcher(reply.body());
      if (token.find()) {
        csrf = token.group(1) != null ? token.group(1) : token.group(2);
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void keep(String header) {
    var pair = header.substring(0, header.indexOf(';'));
    var name = pair.substring(0, pair.indexOf('='));
    var value = pair.substring(pair.indexOf('=') + 1);
    if (value.isEmpty()) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }

  private static Map<String, String> pairs(String... fields) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(fields[i], fields[i + 1]);
    }
    return map;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
