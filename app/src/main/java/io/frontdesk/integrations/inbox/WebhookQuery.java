package io.frontdesk.integrations.inbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which webhooks are looked for. Empty texts and missing days look for all.
///
/// @param text part of the reason for which it failed, in any case
/// @param from first day, in the workspace's zone
/// @param until last day
public record WebhookQuery(
    String state,
    String provider,
    String type,
    String text,
    @Nullable LocalDate from,
    @Nullable LocalDate until,
    ZoneId zone) {
  private static final Set<String> STATES = Set.of("waiting", "working", "done", "dead", "ignored");
  private static final int LONGEST = 100;

  /// Reads what a form sent; what can't be meant is left out.
  static WebhookQuery of(Map<String, String> sent, ZoneId zone) {
    return new WebhookQuery(
        STATES.contains(sent.getOrDefault("state", "")) ? sent.getOrDefault("state", "") : "",
        word(sent, "provider"),
        word(sent, "type"),
        word(sent, "text"),
        day(sent, "from"),
        day(sent, "until"),
        zone);
  }

  static WebhookQuery all(ZoneId zone) {
    return of(Map.of(), zone);
  }

  WebhookQuery dead() {
    return new WebhookQuery("dead", provider, type, text, from, until, zone);
  }

  /// Whether it narrows anything but the state.
  public boolean narrows() {
    return !provider.isEmpty()
        || !type.isEmpty()
        || !text.isEmpty()
        || from != null
        || until != null;
  }

  /// The fields of a form that asks for the same; the state is left out.
  public Map<String, String> fields() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("provider", provider);
    fields.put("type", type);
    fields.put("text", text);
    fields.put("from", from == null ? "" : from.toString());
    fields.put("until", until == null ? "" : until.toString());
    fields.values().removeIf(String::isEmpty);
    return fields;
  }

  /// The query of an address that asks for the same in another state.
  public String link(String otherState) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("state", otherState);
    fields.putAll(fields());
    return fields.entrySet().stream()
        .map(
            one ->
                one.getKey()
                    + "="
                    + java.net.URLEncoder.encode(
                        one.getValue(), java.nio.charset.StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Nullable Instant begin() {
    return from == null ? null : from.atStartOfDay(zone).toInstant();
  }

  @Nullable Instant end() {
    return until == null ? null : until.plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static String word(Map<String, String> sent, String name) {
    var text = sent.getOrDefault(name, "").strip().replace("\0", "");
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static @Nullable LocalDate day(Map<String, String> sent, String name) {
    try {
      var day = LocalDate.parse(sent.getOrDefault(name, ""));
      return day.getYear() < 2000 || day.getYear() > 2200 ? null : day;
    } catch (DateTimeException noDay) {
      return null;
    }
  }
}
