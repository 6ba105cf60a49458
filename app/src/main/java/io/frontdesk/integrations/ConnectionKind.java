package io.frontdesk.integrations;

import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A kind of connection that can be made under Settings → Connections. Declare a bean of it in the
/// provider's slice and the settings screens show its form, keep its values encrypted, mask its
/// secrets, rotate them and run its test; no screen needs to be touched.
///
/// ```java
/// @Component
/// class TwilioConnection implements ConnectionKind {
///   public String provider() { return "twilio"; }
///   public String label() { return "Twilio"; }
///   public String purpose() { return "SMS"; }
///   public List<Field> fields() {
///     return List.of(
///         Field.text("account-sid", "Account SID", "Begins with AC.").matching("AC[0-9a-f]{32}"),
///         Field.secret("auth-token", "Auth token", "Signs requests in both directions."),
///         Field.phone("number", "Sending number", "A number of that account."));
///   }
///   public Test test(Connection connection) { … }
/// }
/// ```
///
/// Read the values back with [Connection#require], [Connection#find], [Connection#flag] and, for a
/// secret that may be in rotation, [Connection#accepted]. To find a tenant's connections use
/// [Connections#active].
public interface ConnectionKind {
  /// Stable name in addresses and tables: lower case letters, digits and dashes, e.g. `twilio`.
  String provider();

  /// As people know it.
  String label();

  /// What it is for, in a word or two; groups the list: `Voice`, `SMS`, `E-mail`.
  String purpose();

  /// One sentence for the form.
  default String help() {
    return "";
  }

  /// The form, in order.
  List<Field> fields();

  /// Whether the provider calls us: the screen then shows the hook's address to copy. Such a kind
  /// has a [WebhookAdapter] of the same provider.
  default boolean takesHooks() {
    return false;
  }

  /// A screen of its own, beside the form; null when there is none.
  default @Nullable Page page() {
    return null;
  }

  /// Rules over several fields; single fields are checked already.
  default List<FieldError> check(Connection connection) {
    return List.of();
  }

  /// A connection was made, changed or switched. Runs in the transaction that stored it; call no
  /// provider here.
  default void saved(Connection connection) {}

  /// Asks the provider whether the credentials work. Runs outside a transaction; at most some
  /// seconds.
  Test test(Connection connection);

  /// A screen of a kind.
  ///
  /// @param path last part of its address, below the connection
  record Page(String path, String label) {}

  /// What the test found, for the person at the screen.
  ///
  /// @param message one sentence without secrets
  record Test(boolean ok, String message) {
    public static Test passed(String message) {
      return new Test(true, message);
    }

    public static Test failed(String message) {
      return new Test(false, message);
    }
  }

  /// What sort of value a field takes.
  enum Type {
    TEXT,
    /// Several lines.
    LINES,
    /// Never shown again; an empty one in an edit keeps the stored value; can be rotated with both
    /// values accepted for a while.
    SECRET,
    URL,
    NUMBER,
    PHONE,
    FLAG,
    CHOICE
  }

  /// One field of the form.
  ///
  /// @param name stable, lower case with dashes
  /// @param standard what the form offers at first
  /// @param pattern regular expression the whole value must match
  /// @param choices values of a CHOICE
  record Field(
      String name,
      String label,
      Type type,
      boolean required,
      String help,
      @Nullable String standard,
      @Nullable String pattern,
      List<String> choices) {
    public Field {
      choices = List.copyOf(choices);
    }

    public static Field text(String name, String label, String help) {
      return new Field(name, label, Type.TEXT, true, help, null, null, List.of());
    }

    public static Field lines(String name, String label, String help) {
      return new Field(name, label, Type.LINES, true, help, null, null, List.of());
    }

    public static Field secret(String name, String label, String help) {
      return new Field(name, label, Type.SECRET, true, help, null, null, List.of());
    }

    public static Field url(String name, String label, String help) {
      return new Field(name, label, Type.URL, true, help, null, null, List.of());
    }

    public static Field number(String name, String label, String help) {
      return new Field(name, label, Type.NUMBER, true, help, null, null, List.of());
    }

    public static Field phone(String name, String label, String help) {
      return new Field(name, label, Type.PHONE, true, help, null, null, List.of());
    }

    public static Field flag(String name, String label, String help) {
      return new Field(name, label, Type.FLAG, false, help, null, null, List.of());
    }

    public static Field choice(String name, String label, String help, List<String> choices) {
      return new Field(name, label, Type.CHOICE, true, help, choices.getFirst(), null, choices);
    }

    public Field optional() {
      return new Field(name, label, type, false, help, standard, pattern, choices);
    }

    public Field startingAs(String value) {
      return new Field(name, label, type, required, help, value, pattern, choices);
    }

    public Field matching(String regex) {
      return new Field(name, label, type, required, help, standard, regex, choices);
    }
  }
}
