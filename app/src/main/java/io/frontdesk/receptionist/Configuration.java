package io.frontdesk.receptionist;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How the receptionist of one workspace behaves.
///
/// @param persona the name it gives itself
/// @param greeting its first sentence
/// @param tools what callers may have done
/// @param departments in the order they are offered; the first is the standard one
/// @param emergencySentence spoken before anything else when a caller speaks of an emergency
/// @param emergencyWords words or phrases that mean one; matched as whole words, in any case
/// @param mostTransfers how often one call may be handed over
public record Configuration(
    String persona,
    String greeting,
    Set<ToolName> tools,
    List<Department> departments,
    AfterHours afterHours,
    String emergencySentence,
    List<String> emergencyWords,
    int mostTransfers) {

  private static final List<String> EMERGENCY_WORDS =
      List.of(
          "chest pain",
          "can't breathe",
          "cannot breathe",
          "can not breathe",
          "trouble breathing",
          "difficulty breathing",
          "heart attack",
          "having a stroke",
          "unconscious",
          "not responding",
          "overdose",
          "suicide",
          "suicidal",
          "kill myself",
          "bleeding heavily",
          "heavy bleeding",
          "bleeding badly",
          "won't stop bleeding",
          "severe bleeding",
          "seizure",
          "anaphylaxis",
          "anaphylactic",
          "severe allergic reaction",
          "throat is closing",
          "medical emergency",
          "this is an emergency",
          "it's an emergency",
          "call an ambulance",
          "smell gas",
          "gas leak",
          "house is on fire");

  /// @throws Refusal that names every wrong field
  public Configuration {
    persona = line(persona);
    greeting = line(greeting);
    emergencySentence = line(emergencySentence);
    tools = tools.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(tools));
    departments = List.copyOf(departments);
    emergencyWords =
        emergencyWords.stream()
            .map(word -> line(word).toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    var wrong = new ArrayList<FieldError>();
    require(wrong, "persona", persona, 60);
    require(wrong, "greeting", greeting, 500);
    require(wrong, "emergencySentence", emergencySentence, 500);
    if (emergencyWords.size() > 200 || emergencyWords.stream().anyMatch(w -> w.length() > 80)) {
      wrong.add(new FieldError("emergencyWords", "at most 200 phrases of at most 80 characters"));
    }
    if (departments.size() > 20) {
      wrong.add(new FieldError("departments", "at most 20 departments"));
    }
    if (mostTransfers < 1 || mostTransfers > 10) {
      wrong.add(new FieldError("mostTransfers", "give a number from 1 to 10"));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
  }

  /// What a workspace has before anyone changed it.
  ///
  /// @param business name of the workspace
  /// @param region ISO country, decides which emergency number is named
  public static Configuration standard(String business, String region) {
    var name = line(business);
    return new Configuration(
        "Robin",
        "Thank you for calling "
            + name.substring(0, Math.min(name.length(), 200))
            + ". I'm Robin, the virtual receptionist. How can I help you?",
        EnumSet.allOf(ToolName.class),
        List.of(),
        AfterHours.TAKE_MESSAGE,
        "This sounds like an emergency. Please hang up and dial "
            + emergencyNumber(region)
            + " right now.",
        EMERGENCY_WORDS,
        2);
  }

  /// The department a caller means: the one whose name they said, else empty.
  public Optional<Department> department(String said) {
    var wanted = said.strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    return departments.stream()
        .filter(department -> department.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .or(
            () ->
                departments.stream()
                    .filter(
                        department -> {
                          var name = department.name().toLowerCase(Locale.ROOT);
                          return wanted.contains(name) || name.contains(wanted);
                        })
                    .findFirst());
  }

  private static void require(List<FieldError> wrong, String field, String text, int most) {
    if (text.isEmpty() || text.length() > most) {
      wrong.add(new FieldError(field, "write 1 to " + most + " characters"));
    }
  }

  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  private static String emergencyNumber(String region) {
    return switch (region.toUpperCase(Locale.ROOT)) {
      case "US", "CA", "MX", "PH" -> "911";
      case "GB", "IE", "HK", "SG", "MY" -> "999";
      case "AU" -> "000";
      case "NZ" -> "111";
      case "ZA" -> "10177";
      default -> "112";
    };
  }
}
