package io.frontdesk.outreach.web;

import io.frontdesk.contacts.Stage;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What was sent of a block, by a form or a program, as texts by field.
///
/// @param errors by field; one without a field stands under `form`
public record BlockForm(Map<String, String> values, Map<String, String> errors) {
  /// The fields, as forms and the API name them; `stages` is a list with commas between.
  static final List<String> FIELDS =
      List.of(
          "name",
          "channel",
          "purpose",
          "sender",
          "subject",
          "body",
          "stages",
          "tag",
          "without_tag",
          "active_days",
          "quiet_days",
          "opens",
          "closes",
          "starts_at",
          "per_minute");

  public BlockForm {
    values = Map.copyOf(values);
    errors = Map.copyOf(errors);
  }

  static BlockForm blank() {
    return new BlockForm(
        Map.of(
            "channel", "sms",
            "purpose", "marketing",
            "opens", "10:00",
            "closes", "18:00",
            "per_minute", "60"),
        Map.of());
  }

  static BlockForm of(Block block, ZoneId zone) {
    return new BlockForm(fields(block.draft(), zone), Map.of());
  }

  BlockForm wrong(Refusal refusal) {
    var messages = new LinkedHashMap<String, String>();
    refusal.fields().forEach(error -> messages.putIfAbsent(error.field(), error.message()));
    if (messages.isEmpty()) {
      messages.put("form", refusal.text());
    }
    return new BlockForm(values, messages);
  }

  /// The text of a field, empty when nothing was sent.
  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  /// What is wrong with a field; null when nothing is.
  public @Nullable String error(String field) {
    return errors.get(field);
  }

  public boolean hasStage(Stage stage) {
    return Arrays.asList(value("stages").split(",")).contains(stage.code());
  }

  /// @param zone of times that name none
  /// @throws Refusal that names every unreadable field
  BlockDraft read(ZoneId zone) {
    var wrong = new ArrayList<FieldError>();
    var channel = channel(wrong);
    var subject = value("subject").strip();
    var draft =
        new BlockDraft(
            value("name").strip(),
            channel,
            purpose(wrong),
            none("sender"),
            channel == Channel.EMAIL || !subject.isEmpty() ? subject : null,
            value("body").strip(),
            stages(wrong),
            tag("tag", wrong),
            tag("without_tag", wrong),
            number("active_days", wrong),
            number("quiet_days", wrong),
            time("opens", LocalTime.of(10, 0), wrong),
            time("closes", LocalTime.of(18, 0), wrong),
            startsAt(zone, wrong),
            perMinute(wrong));
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
    return draft;
  }

  private Channel channel(List<FieldError> wrong) {
    return switch (value("channel")) {
      case "sms" -> Channel.SMS;
      case "email" -> Channel.EMAIL;
      default -> {
        wrong.add(new FieldError("channel", "Choose sms or email."));
        yield Channel.SMS;
      }
    };
  }

  private Purpose purpose(List<FieldError> wrong) {
    return switch (value("purpose")) {
      case "marketing" -> Purpose.MARKETING;
      case "transactional" -> Purpose.TRANSACTIONAL;
      default -> {
        wrong.add(new FieldError("purpose", "Choose marketing or transactional."));
        yield Purpose.MARKETING;
      }
    };
  }

  private Set<Stage> stages(List<FieldError> wrong) {
    var stages = new LinkedHashSet<Stage>();
    for (var code : value("stages").split(",")) {
      var stage = Stage.find(code.strip());
      stage.ifPresent(stages::add);
      if (stage.isEmpty() && !code.isBlank()) {
        wrong.add(new FieldError("stages", "There is no stage " + cut(code.strip()) + "."));
      }
    }
    return stages;
  }

  private @Nullable UUID tag(String field, List<FieldError> wrong) {
    var text = none(field);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException noId) {
      wrong.add(new FieldError(field, "Choose a tag of this workspace."));
      return null;
    }
  }

  private @Nullable Integer number(String field, List<FieldError> wrong) {
    var text = none(field);
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,9}")) {
      wrong.add(new FieldError(field, "Give a whole number."));
      return null;
    }
    return Integer.valueOf(text);
  }

  private int perMinute(List<FieldError> wrong) {
    var number = number("per_minute", wrong);
    return number == null ? 60 : number;
  }

  private LocalTime time(String field, LocalTime standard, List<FieldError> wrong) {
    var text = none(field);
    try {
      return text == null ? standard : LocalTime.parse(text).truncatedTo(ChronoUnit.MINUTES);
    } catch (DateTimeException noTime) {
      wrong.add(new FieldError(field, "Write a time such as 10:00."));
      return standard;
    }
  }

  private @Nullable Instant startsAt(ZoneId zone, List<FieldError> wrong) {
    var text = none("starts_at");
    if (text == null) {
      return null;
    }
    try {
      var at =
          text.endsWith("Z")
              ? Instant.parse(text)
              : LocalDateTime.parse(text).atZone(zone).toInstant();
      if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
        return at;
      }
    } catch (DateTimeException noTime) {
      // told below
    }
    wrong.add(new FieldError("starts_at", "Give a day and a time."));
    return null;
  }

  private @Nullable String none(String field) {
    var text = value(field).strip();
    return text.isEmpty() ? null : text;
  }

  private static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40);
  }

  /// A draft as texts by field.
  ///
  /// @param zone in which its start is told
  static Map<String, String> fields(BlockDraft draft, ZoneId zone) {
    var values = new LinkedHashMap<String, String>();
    values.put("name", draft.name());
    values.put("channel", draft.channel().name().toLowerCase(Locale.ROOT));
    values.put("purpose", draft.purpose().name().toLowerCase(Locale.ROOT));
    values.put("sender", text(draft.sender()));
    values.put("subject", text(draft.subject()));
    values.put("body", draft.body());
    values.put(
        "stages",
        draft.stages().stream().map(Stage::code).sorted().collect(Collectors.joining(",")));
    values.put("tag", text(draft.tag()));
    values.put("without_tag", text(draft.withoutTag()));
    values.put("active_days", text(draft.activeDays()));
    values.put("quiet_days", text(draft.quietDays()));
    values.put("opens", draft.opens().toString());
    values.put("closes", draft.closes().toString());
    values.put(
        "starts_at",
        draft.startsAt() == null
            ? ""
            : draft
                .startsAt()
                .atZone(zone)
                .toLocalDateTime()
                .truncatedTo(ChronoUnit.MINUTES)
                .toString());
    values.put("per_minute", Integer.toString(draft.perMinute()));
    return values;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
