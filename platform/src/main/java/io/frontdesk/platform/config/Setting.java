package io.frontdesk.platform.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One setting: its name, what it means, how its text is read and what it may be.
///
/// The name is written with dots and dashes (`server.port`); in the environment it is upper case
/// with underscores and a prefix (`FRONTDESK_SERVER_PORT`).
///
/// @param <T> the type a reader gets
/// @param standard text used when the setting is absent; null when it then has no value
/// @param valueClass what may stand there, for the documentation and for problems, e.g. `port, 1 to
///     65535`
/// @param secret never printed
public record Setting<T>(
    String name,
    String meaning,
    String valueClass,
    @Nullable String standard,
    boolean secret,
    Reader<T> reader,
    Guard guard) {

  /// Turns text into a value.
  @FunctionalInterface
  public interface Reader<T> {
    /// @throws IllegalArgumentException with the mend as its message
    T read(String text);
  }

  /// A rule that depends on the profile, e.g. what production refuses.
  @FunctionalInterface
  public interface Guard {
    /// @return the mend, or empty when `text` is fine in `profile`
    Optional<String> objection(Profile profile, @Nullable String text);
  }

  private static final Guard ANYTHING = (_, _) -> Optional.empty();

  /// Free text.
  public static Setting<String> text(String name, @Nullable String standard, String meaning) {
    return new Setting<>(name, meaning, "text", standard, false, text -> text, ANYTHING);
  }

  /// Text that is never printed.
  public static Setting<String> secret(String name, String meaning) {
    return new Setting<>(name, meaning, "secret", null, true, text -> text, ANYTHING);
  }

  /// A whole number from `least` to `most`.
  public static Setting<Integer> whole(
      String name, @Nullable Integer standard, int least, int most, String meaning) {
    return new Setting<>(
        name,
        meaning,
        "whole number, " + least + " to " + most,
        standard == null ? null : standard.toString(),
        false,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
              return value;
            }
          } catch (NumberFormatException notANumber) {
            // told below
          }
          throw new IllegalArgumentException("give a whole number from " + least + " to " + most);
        },
        ANYTHING);
  }

  /// `true` or `false`.
  public static Setting<Boolean> flag(String name, boolean standard, String meaning) {
    return new Setting<>(
        name,
        meaning,
        "true or false",
        Boolean.toString(standard),
        false,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("give true or false");
            },
        ANYTHING);
  }

  /// A duration as ISO 8601 (`PT15M`) or shorthand (`30s`, `15m`, `8h`, `30d`).
  public static Setting<Duration> duration(String name, String standard, String meaning) {
    return new Setting<>(
        name,
        meaning,
        "duration, e.g. 30s, 15m, 8h, 30d",
        standard,
        false,
        Setting::readDuration,
        ANYTHING);
  }

  /// An absolute http or https address without a trailing slash.
  public static Setting<URI> web(String name, @Nullable String standard, String meaning) {
    return new Setting<>(
        name, meaning, "http or https address", standard, false, Setting::readWeb, ANYTHING);
  }

  /// One of an enum's constants, in any case, dashes for underscores.
  public static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, @Nullable String standard, String meaning) {
    var options =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    return new Setting<>(
        name,
        meaning,
        "one of " + options,
        standard,
        false,
        text -> {
          try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
          } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("give one of " + options, unknown);
          }
        },
        ANYTHING);
  }

  /// The same setting with a rule that depends on the profile.
  public Setting<T> guardedBy(BiFunction<Profile, @Nullable String, Optional<String>> rule) {
    return new Setting<>(name, meaning, valueClass, standard, secret, reader, rule::apply);
  }

  /// The variable of the environment that carries it.
  public String environmentName() {
    return "FRONTDESK_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Duration readDuration(String text) {
    try {
      if (text.matches("[0-9]{1,9}[smhd]")) {
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
          case 's' -> Duration.ofSeconds(amount);
          case 'm' -> Duration.ofMinutes(amount);
          case 'h' -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
      }
      return Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      throw new IllegalArgumentException(
          "give a duration such as 30s, 15m, 8h or 30d", notADuration);
    }
  }

  private static URI readWeb(String text) {
    try {
      var address = new URI(text);
      var scheme = address.getScheme();
      if (address.getHost() != null
          && ("http".equals(scheme) || "https".equals(scheme))
          && address.getUserInfo() == null
          && !text.endsWith("/")) {
        return address;
      }
    } catch (URISyntaxException notAnAddress) {
      // told below
    }
    throw new IllegalArgumentException(
        "give an address such as https://desk.example.com, without a slash at the end");
  }
}
