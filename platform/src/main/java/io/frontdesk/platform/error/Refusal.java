package io.frontdesk.platform.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The request is wrong or the thing is gone: a refusal a caller can cause and mend. Cheap (no
/// stack trace) and mapped once, by the web advice, to a problem document (RFC 9457) or a page.
///
/// The message is shown to users: it names the field and the mend, and never holds a secret.
public class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of refusal; decides the HTTP status.
  public enum Kind {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    GONE(410),
    TOO_LARGE(413),
    UNPROCESSABLE(422),
    TOO_MANY(429),
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /// One wrong field: its name as the caller sent it and what to do about it.
  public record FieldError(String field, String message) {}

  private final Kind kind;
  private final String code;
  private final transient List<FieldError> fields;
  private final transient Map<String, String> headers;

  /// @param code stable, lower case with dots, e.g. `calendar.slot-taken`; part of the API
  /// @param message for the person who reads it
  public Refusal(Kind kind, String code, String message) {
    this(kind, code, message, List.of(), Map.of());
  }

  public Refusal(
      Kind kind,
      String code,
      String message,
      List<FieldError> fields,
      Map<String, String> headers) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
    this.fields = List.copyOf(fields);
    this.headers = Map.copyOf(headers);
  }

  /// One field is wrong.
  public static Refusal field(String field, String message) {
    return new Refusal(
        Kind.INVALID,
        "request.invalid",
        field + ": " + message,
        List.of(new FieldError(field, message)),
        Map.of());
  }

  /// Several fields are wrong at once.
  public static Refusal fields(List<FieldError> errors) {
    return new Refusal(
        Kind.INVALID, "request.invalid", "Some fields need attention", errors, Map.of());
  }

  /// The thing does not exist, or belongs to someone else: callers can't tell which.
  public static Refusal notFound(String what) {
    return new Refusal(Kind.NOT_FOUND, "not-found", what + " was not found");
  }

  /// The caller may not do this.
  public static Refusal forbidden(String message) {
    return new Refusal(Kind.FORBIDDEN, "forbidden", message);
  }

  /// The state of the thing does not allow it.
  public static Refusal conflict(String code, String message) {
    return new Refusal(Kind.CONFLICT, code, message);
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public List<FieldError> fields() {
    return fields;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /// The message, never null.
  public String text() {
    @Nullable String message = getMessage();
    return message == null ? code : message;
  }
}
