package io.frontdesk.acceptance.world;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// A person with a browser that shows nothing: keeps cookies, follows redirects, fills in forms
/// with their hidden fields.
public final class Visitor {
  private static final Pattern FORM =
      Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
  private static final Pattern INPUT = Pattern.compile("<(input|button)\\b([^>]*)>");
  private static final Pattern CHOICE =
      Pattern.compile("<select\\b([^>]*)>(.*?)</select>", Pattern.DOTALL);
  private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>");
  private static final Pattern AREA =
      Pattern.compile("<textarea\\b([^>]*)>(.*?)</textarea>", Pattern.DOTALL);

  /// A page as it arrived, after redirects.
  public record Page(int status, URI address, String body) {
    public boolean shows(String text) {
      return body.contains(text);
    }
  }

  private final String base;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  public Visitor(String base) {
    this.base = base;
  }

  public Page get(String path) {
    return send(HttpRequest.newBuilder(at(path)).header("Accept", "text/html").GET());
  }

  /// Fills in the form of `page` whose opening tag or content contains `mark`: its own values, then
  /// `values`, and sends it.
  public Page submit(Page page, String mark, Map<String, String> values) {
    var forms = FORM.matcher(page.body());
    while (forms.find()) {
      if (!forms.group().contains(mark)) {
        continue;
      }
      var fields = fields(forms.group(2));
      fields.putAll(values);
      var action = attribute(forms.group(1), "action");
      var target = action.isEmpty() ? page.address() : page.address().resolve(action);
      return post(target.toString(), fields);
    }
    throw new AssertionError(
        "no form with "
            + mark
            + " on "
            + page.address()
            + " ("
            + page.status()
            + "):\n"
            + page.body());
  }

  public Page post(String path, Map<String, String> fields) {
    var text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "text/html")
            .POST(HttpRequest.BodyPublishers.ofString(text.toString())));
  }

  /// The cookies as a browser would send them, name to value.
  public Map<String, String> cookies() {
    var all = new LinkedHashMap<String, String>();
    cookies.getCookieStore().getCookies().forEach(one -> all.put(one.getName(), one.getValue()));
    return all;
  }

  private static Map<String, String> fields(String form) {
    var fields = new LinkedHashMap<String, String>();
    var inputs = INPUT.matcher(form);
    while (inputs.find()) {
      var tag = inputs.group(2);
      var name = attribute(tag, "name");
      var type = attribute(tag, "type");
      boolean off = (type.equals("checkbox") || type.equals("radio")) && !tag.contains("checked");
      if (!name.isEmpty() && !off && !inputs.group(1).equals("button") && !type.equals("submit")) {
        fields.put(name, attribute(tag, "value"));
      }
    }
    var choices = CHOICE.matcher(form);
    while (choices.find()) {
      var options = OPTION.matcher(choices.group(2));
      String chosen = null;
      while (options.find()) {
        if (chosen == null || options.group(1).contains("selected")) {
          chosen = attribute(options.group(1), "value");
        }
      }
      fields.put(attribute(choices.group(1), "name"), chosen == null ? "" : chosen);
    }
    var areas = AREA.matcher(form);
    while (areas.find()) {
      fields.put(attribute(areas.group(1), "name"), unescape(areas.group(2)));
    }
    return fields;
  }

  private static String attribute(String tag, String name) {
    var matcher = Pattern.compile("\\b" + name + "\\s*=\\s*\"([^\"]*)\"").matcher(tag);
    return matcher.find() ? unescape(matcher.group(1)) : "";
  }

  private static String unescape(String text) {
    return text.replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private URI at(String path) {
    return URI.create(path.startsWith("http") ? path : base + path);
  }

  private Page send(HttpRequest.Builder request) {
    try {
      var answer =
          client.send(
              request.timeout(Duration.ofSeconds(60)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Page(answer.statusCode(), answer.uri(), answer.body());
    } catch (IOException broken) {
      throw new AssertionError("the program does not answer", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
