package io.frontdesk.access.guard;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.web.ErrorReports;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;

/// Decides what an exception means to whoever waits for the answer, at every edge alike. Only what
/// nobody foresaw is reported, with the id that the answer shows.
@Component
class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final ErrorReports reports;

  Failures(ErrorReports reports) {
    this.reports = reports;
  }

  Trouble judge(Throwable failure, HttpServletRequest request) {
    var plain = ErrorReports.refusalFor(failure).or(() -> wrongParameters(failure));
    if (plain.isPresent()) {
      noteBusy(plain.get(), failure);
      return Trouble.of(plain.get());
    }
    return switch (failure) {
      case HttpMessageNotReadableException _ ->
          Trouble.plain(400, "request.unreadable", "The body could not be read as what it claims.");
      case CannotCreateTransactionException _ -> busy(failure);
      case CannotGetJdbcConnectionException _ -> busy(failure);
      case ErrorResponse known when known.getStatusCode().value() != 500 ->
          Trouble.of(known.getStatusCode());
      default -> Trouble.unforeseen(reports.report(Answers.door(request), failure));
    };
  }

  private static Trouble busy(Throwable failure) {
    var refusal = ErrorReports.busy();
    noteBusy(refusal, failure);
    return Trouble.of(refusal);
  }

  // One short line each: a database that is away would fill the log with traces otherwise.
  private static void noteBusy(Refusal refusal, Throwable failure) {
    if (refusal.kind() == Refusal.Kind.UNAVAILABLE && failure != refusal) {
      log.warn("refused as busy: {}", failure.getClass().getName());
    }
  }

  // Malformed escapes or bytes that are no UTF-8, too many fields, or a form over its limit.
  private static Optional<Refusal> wrongParameters(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InvalidParameterException wrong) {
        return Optional.of(
            wrong.getErrorCode() == 413 ? ErrorReports.tooLarge() : ErrorReports.badCharacters());
      }
    }
    return Optional.empty();
  }
}
