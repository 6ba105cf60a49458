package io.frontdesk.calendar;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// When clients are reminded of an appointment, over which channel and in which words; the earliest
/// first. An empty plan reminds nobody.
public record ReminderPlan(List<Rule> rules) {
  public static final int MOST = 8;
  public static final int LONGEST_WORDS = 600;

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Set<String> PLACES =
      Set.of("name", "service", "staff", "when", "day", "time", "zone", "business", "deposit");

  /// What a client is asked to do.
  public enum Kind {
    REMIND("Reminder"),
    ASK("Asks to confirm");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// As screens show it.
    public String label() {
      return label;
    }

    /// As tables and the API carry it.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /// The words used when nobody wrote others.
    public String words() {
      return switch (this) {
        case REMIND -> "{business}: a reminder of your {service} with {staff} on {when}.";
        case ASK ->
            "{business}: your {service} with {staff} is on {when}. Reply C to confirm or R to"
                + " reschedule.";
      };
    }
  }

  /// One message.
  ///
  /// @param before how long before the start, whole minutes from 15 minutes to 30 days
  /// @param channel SMS or EMAIL
  /// @param words with `{name}`, `{service}`, `{staff}`, `{when}`, `{day}`, `{time}`, `{zone}`,
  ///     `{business}` and `{deposit}` (a sentence while it is to be paid, else nothing) filled in;
  ///     1 to 600 characters. The usual words tell of it at their end
  public record Rule(Duration before, Channel channel, Kind kind, String words) {
    public Rule {
      words = words.strip();
    }

    public static Rule of(Duration before, Channel channel, Kind kind) {
      return new Rule(before, channel, kind, kind.words());
    }

    /// E.g. `2 days`, `90 minutes`.
    public String beforeLabel() {
      long minutes = before.toMinutes();
      if (minutes % 1440 == 0) {
        return minutes == 1440 ? "1 day" : minutes / 1440 + " days";
      }
      if (minutes % 60 == 0) {
        return minutes == 60 ? "1 hour" : minutes / 60 + " hours";
      }
      return minutes + " minutes";
    }
  }

  /// What services have that nobody made a plan for.
  public static final ReminderPlan STANDARD =
      new ReminderPlan(
          List.of(
              Rule.of(Duration.ofHours(48), Channel.EMAIL, Kind.REMIND),
              Rule.of(Duration.ofHours(24), Channel.SMS, Kind.ASK),
              Rule.of(Duration.ofHours(2), Channel.SMS, Kind.REMIND)));

  public ReminderPlan {
    rules =
        rules.stream()
            .sorted(
                Comparator.comparing(Rule::before)
                    .reversed()
                    .thenComparing(Rule::channel, Comparator.naturalOrder()))
            .toList();
  }

  /// Checks rules as they were sent; a wrong one is named `rules[2].words`.
  ///
  /// @throws Refusal naming every wrong field
  public static ReminderPlan checked(List<Rule> rules) {
    var wrong = new ArrayList<FieldError>();
    if (rules.size() > MOST) {
      wrong.add(new FieldError("rules", "give at most " + MOST));
    }
    var seen = new HashSet<List<Object>>();
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      var field = "rules[" + i + "].";
      var before = rule.before();
      if (before.compareTo(Duration.ofMinutes(15)) < 0
          || before.compareTo(Duration.ofDays(30)) > 0
          || before.toSecondsPart() != 0) {
        wrong.add(new FieldError(field + "before", "give 15 minutes to 30 days"));
      } else if (!seen.add(List.of(before, rule.channel()))) {
        wrong.add(new FieldError(field + "before", "another one goes this way at the same time"));
      }
      if (rule.channel() != Channel.SMS && rule.channel() != Channel.EMAIL) {
        wrong.add(new FieldError(field + "channel", "choose text message or e-mail"));
      } else if (rule.kind() == Kind.ASK && rule.channel() != Channel.SMS) {
        wrong.add(new FieldError(field + "kind", "only a text message can ask for a reply"));
      }
      wordsProblem(rule.words())
          .ifPresent(problem -> wrong.add(new FieldError(field + "words", problem)));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
    return new ReminderPlan(rules);
  }

  private static Optional<String> wordsProblem(String words) {
    if (words.isEmpty() || words.length() > LONGEST_WORDS) {
      return Optional.of("write 1 to " + LONGEST_WORDS + " characters");
    }
    return PLACE
        .matcher(words)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !PLACES.contains(name))
        .findFirst()
        .map(
            name ->
                "{"
                    + name
                    + "} is not known; use "
                    + String.join(", ", PLACES.stream().sorted().map(p -> "{" + p + "}").toList()));
  }
}
