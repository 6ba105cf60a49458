package io.frontdesk.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The settings in force, read once at start from a file and the environment (which wins) and
/// checked as a whole. Prints without values.
public final class Settings {
  /// Where the program runs; read before all others because rules depend on it.
  public static final Setting<Profile> PROFILE =
      Setting.choice(
          "profile",
          Profile.class,
          "development",
          "Strictness: production refuses weak secrets, plain HTTP addresses and sandbox providers.");

  /// Something wrong with one setting: its name, what was expected, what to do. Never its value.
  public record Problem(String setting, String valueClass, String mend) {}

  private final List<Setting<?>> known;
  private final Map<String, String> texts;

  private Settings(List<Setting<?>> known, Map<String, String> texts) {
    this.known = List.copyOf(known);
    this.texts = Map.copyOf(texts);
  }

  /// Collects values for the `known` settings. Nothing is checked yet; see [#problems].
  ///
  /// @param file the properties file's content, keys as setting names
  /// @param environment variables; only those that begin with `FRONTDESK_` count
  public static Settings of(
      List<Setting<?>> known, Properties file, Map<String, String> environment) {
    var texts = new TreeMap<String, String>();
    file.stringPropertyNames().forEach(key -> texts.put(key, file.getProperty(key).strip()));
    var byVariable = new TreeMap<String, String>();
    known.forEach(setting -> byVariable.put(setting.environmentName(), setting.name()));
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith("FRONTDESK_")) {
            texts.put(byVariable.getOrDefault(variable, variable), text.strip());
          }
        });
    return new Settings(known, texts);
  }

  /// Everything wrong, in the order of the settings; unknown keys last, with a suggestion.
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    var profile = profileOrStrictest();
    for (var setting : known) {
      objection(setting, profile)
          .ifPresent(mend -> problems.add(new Problem(setting.name(), setting.valueClass(), mend)));
    }
    var names = new TreeSet<String>();
    known.forEach(setting -> names.add(setting.name()));
    for (var key : new TreeSet<>(texts.keySet())) {
      if (!names.contains(key)) {
        problems.add(new Problem(key, "unknown setting", suggestion(key)));
      }
    }
    return problems;
  }

  /// The value of `setting`.
  ///
  /// @throws IllegalStateException when it has none; use [#find] for those that may be absent
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalStateException("setting " + setting.name() + " has no value"));
  }

  /// The value of `setting`, or empty when it is absent and has no standard.
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(textOf(setting)).map(setting.reader()::read);
  }

  public Profile profile() {
    return get(PROFILE);
  }

  /// Whether someone set it, rather than leaving the standard.
  public boolean isSet(Setting<?> setting) {
    return texts.containsKey(setting.name());
  }

  public List<Setting<?>> known() {
    return known;
  }

  @Override
  public String toString() {
    return "Settings" + new TreeSet<>(texts.keySet());
  }

  private @Nullable String textOf(Setting<?> setting) {
    var text = texts.get(setting.name());
    return text == null || text.isEmpty() ? setting.standard() : text;
  }

  private Optional<String> objection(Setting<?> setting, Profile profile) {
    var text = textOf(setting);
    if (text != null) {
      try {
        setting.reader().read(text);
      } catch (IllegalArgumentException wrong) {
        return Optional.of(String.valueOf(wrong.getMessage()));
      }
    }
    return setting.guard().objection(profile, text);
  }

  private Profile profileOrStrictest() {
    try {
      return find(PROFILE).orElse(Profile.PRODUCTION);
    } catch (IllegalArgumentException unreadable) {
      return Profile.PRODUCTION;
    }
  }

  private String suggestion(String key) {
    boolean variable = key.startsWith("FRONTDESK_");
    return known.stream()
        .map(setting -> variable ? setting.environmentName() : setting.name())
        .min(java.util.Comparator.comparingInt(name -> distance(name, key)))
        .filter(name -> distance(name, key) <= Math.max(3, key.length() / 3))
        .map(name -> "did you mean " + name + "? Otherwise remove it")
        .orElse("remove it; docs/configuration.md lists the settings there are");
  }

  // Levenshtein distance: the least number of single-letter edits.
  private static int distance(String a, String b) {
    var previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
