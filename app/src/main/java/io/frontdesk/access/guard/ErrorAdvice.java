package io.frontdesk.access.guard;

import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.util.DisconnectedClientHelper;

/// Turns every exception of a handler into one answer: a problem document (RFC 9457) for programs,
/// a page for people.
@ControllerAdvice
class ErrorAdvice {
  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  private final Answers answers;
  private final Failures failures;

  ErrorAdvice(Answers answers, Failures failures) {
    this.answers = answers;
    this.failures = failures;
  }

  @ExceptionHandler
  Object refused(Refusal refusal, HttpServletRequest request, HttpServletResponse response) {
    return answers.give(request, response, Trouble.of(refusal));
  }

  @ExceptionHandler
  Object signInNeeded(
      SignInNeeded needed, HttpServletRequest request, HttpServletResponse response) {
    var page = "GET".equals(request.getMethod()) ? request.getRequestURI() : null;
    var query = request.getQueryString();
    var target =
        page == null
            ? "/sign-in"
            : "/sign-in?next="
                + URLEncoder.encode(
                    query == null ? page : page + "?" + query, StandardCharsets.UTF_8);
    if (request.getHeader("HX-Request") != null) {
      return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
          .header("HX-Redirect", "/sign-in")
          .build();
    }
    if (Answers.wantsPage(request)) {
      return ResponseEntity.status(HttpStatus.SEE_OTHER)
          .header(HttpHeaders.LOCATION, target)
          .build();
    }
    return answers.give(request, response, Trouble.plain(401, "unauthenticated", "Sign in first."));
  }

  @ExceptionHandler
  Object confirmFirst(ConfirmFirst needed) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(
            HttpHeaders.LOCATION,
            "/confirm?next=" + URLEncoder.encode(needed.back(), StandardCharsets.UTF_8))
        .build();
  }

  // A malformed id in the path names nothing; a malformed parameter is the caller's mistake.
  @ExceptionHandler
  Object wrongType(
      TypeMismatchException wrong, HttpServletRequest request, HttpServletResponse response) {
    if (wrong instanceof MethodArgumentTypeMismatchException argument
        && argument.getParameter().hasParameterAnnotation(PathVariable.class)) {
      return answers.give(request, response, Trouble.of(Refusal.notFound("This page")));
    }
    var name = wrong.getPropertyName();
    return answers.give(
        request,
        response,
        Trouble.of(Refusal.field(name == null ? "request" : name, "has the wrong form")));
  }

  @ExceptionHandler
  @Nullable Object noFile(
      MultipartException problem, HttpServletRequest request, HttpServletResponse response) {
    return problem instanceof ErrorResponse
        ? other(problem, request, response)
        : answers.give(request, response, Trouble.of(Refusal.field("file", "choose a file")));
  }

  @ExceptionHandler
  @Nullable Object other(
      Exception problem, HttpServletRequest request, HttpServletResponse response) {
    if (DisconnectedClientHelper.isClientDisconnectedException(problem)) {
      return null;
    }
    if (response.isCommitted()) {
      log.warn("answer broken off after it began: {}", problem.getClass().getName());
      return null;
    }
    if (problem instanceof ErrorResponse known) {
      known
          .getHeaders()
          .forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
    }
    return answers.give(request, response, failures.judge(problem, request));
  }
}
