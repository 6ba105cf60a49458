package io.frontdesk.integrations.httpsms;

import io.frontdesk.integrations.Connection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Fills placeholders like `{{to}}` into an address, headers or a body, each value escaped for
/// where it stands. Nothing is computed or run; what a value holds is never read as a placeholder.
record HttpSmsTemplate(Map<String, String> values, List<String> media) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([a-z_]{1,30})\\s*}}");
  private static final String MEDIA = "media";

  /// What may stand in bodies and addresses.
  static final Set<String> NAMES =
      Set.of(
          "to",
          "from",
          "to_digits",
          "from_digits",
          "body",
          "attempt",
          "callback",
          "secret",
          "basic",
          MEDIA);

  /// What may stand in headers: nothing a person wrote.
  static final Set<String> HEADER_NAMES = Set.of("to", "from", "attempt", "secret", "basic");

  static HttpSmsTemplate of(
      String to,
      String from,
      String body,
      String attempt,
      String callback,
      String secret,
      List<String> media) {
    var values = new TreeMap<String, String>();
    values.put("to", to);
    values.put("from", from);
    values.put("to_digits", to.replaceAll("[^0-9]", ""));
    values.put("from_digits", from.replaceAll("[^0-9]", ""));
    values.put("body", body);
    values.put("attempt", attempt);
    values.put("callback", callback);
    values.put("secret", secret);
    values.put(
        "basic", Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    values.put(MEDIA, String.join(",", media));
    return new HttpSmsTemplate(Map.copyOf(values), List.copyOf(media));
  }

  /// The names in a text that are none of `known`.
  static Set<String> unknown(String text, Set<String> known) {
    var unknown = new TreeSet<String>();
    PLACE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !known.contains(name))
        .forEach(unknown::add);
    return unknown;
  }

  /// Whether a connection sends pictures at all.
  static boolean hasPlaceForMedia(Connection connection) {
    return Stream.of(HttpSmsConnection.URL, HttpSmsConnection.BODY)
        .map(field -> connection.get(field, ""))
        .anyMatch(
            text -> PLACE.matcher(text).results().anyMatch(found -> found.group(1).equals(MEDIA)));
  }

  /// Values percent-encoded: an address, or a form body.
  String encoded(String template) {
    return filled(
        template, value -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /// A header's value.
  String plain(String template) {
    return filled(template, UnaryOperator.identity());
  }

  /// A JSON body: placeholders stand inside its texts; a text that is only `{{media}}` becomes a
  /// list.
  ///
  /// @return empty when the template is no JSON
  Optional<String> json(JsonMapper json, String template) {
    try {
      return Optional.of(json.writeValueAsString(filled(json.readTree(template))));
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }

  private JsonNode filled(JsonNode node) {
    var make = JsonNodeFactory.instance;
    if (node.isString()) {
      var text = node.asString();
      var only = PLACE.matcher(text.strip());
      if (only.matches() && only.group(1).equals(MEDIA)) {
        var list = make.arrayNode();
        media.forEach(list::add);
        return list;
      }
      return make.stringNode(plain(text));
    }
    if (node.isArray()) {
      var list = make.arrayNode();
      node.forEach(one -> list.add(filled(one)));
      return list;
    }
    if (node.isObject()) {
      var object = make.objectNode();
      node.properties().forEach(one -> object.set(one.getKey(), filled(one.getValue())));
      return object;
    }
    return node;
  }

  private String filled(String template, UnaryOperator<String> escape) {
    return PLACE
        .matcher(template)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(escape.apply(values.getOrDefault(found.group(1), ""))));
  }

  @Override
  public String toString() {
    return "HttpSmsTemplate[secret]";
  }
}
