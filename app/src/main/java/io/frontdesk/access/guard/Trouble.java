package io.frontdesk.access.guard;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.web.ErrorReports;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/// What went wrong, as the answer tells it.
///
/// @param errorId under which the log has it, when nobody foresaw it
record Trouble(
    int status,
    String code,
    String message,
    List<Refusal.FieldError> fields,
    Map<String, String> headers,
    @Nullable String errorId) {

  static Trouble of(Refusal refusal) {
    return new Trouble(
        refusal.kind().status(),
        refusal.code(),
        refusal.text(),
        refusal.fields(),
        refusal.headers(),
        null);
  }

  static Trouble of(HttpStatusCode status) {
    return switch (status.value()) {
      case 404 -> of(Refusal.notFound("This page"));
      case 405 -> plain(405, "method-not-allowed", "This address does not take that method.");
      case 406 -> plain(406, "not-acceptable", "This address can't answer in that format.");
      case 413 -> of(ErrorReports.tooLarge());
      case 415 -> plain(415, "unsupported-media-type", "This address does not read that format.");
      case 503 -> of(ErrorReports.busy());
      default ->
          status.is4xxClientError()
              ? plain(status.value(), "request.invalid", "The request is incomplete or malformed.")
              : plain(status.value(), "internal", "Something went wrong on our side.");
    };
  }

  /// Nobody foresaw it; the log tells it under this id.
  static Trouble unforeseen(String errorId) {
    return new Trouble(
        500,
        "internal",
        "Something went wrong on our side. Your data is as it was before. Error id: " + errorId,
        List.of(),
        Map.of(),
        errorId);
  }

  static Trouble plain(int status, String code, String message) {
    return new Trouble(status, code, message, List.of(), Map.of(), null);
  }
}
