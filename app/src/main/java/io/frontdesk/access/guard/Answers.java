package io.frontdesk.access.guard;

import io.frontdesk.platform.page.Words;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/// Writes a [Trouble] as a problem document or as a page, whichever the client reads.
@Component
class Answers {
  private static final List<String> CLIENTS = List.of("/book/", "/a/", "/u/");

  /// Where this request came in, as errors are counted: `page`, `api` or `hook`.
  static String door(HttpServletRequest request) {
    var path = path(request);
    return path.startsWith("/api/") ? "api" : path.startsWith("/hooks/") ? "hook" : "page";
  }

  static boolean wantsPage(HttpServletRequest request) {
    if (!door(request).equals("page")) {
      return false;
    }
    var accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept == null || accept.contains("text/html") || accept.contains("*/*");
  }

  Object give(HttpServletRequest request, HttpServletResponse response, Trouble trouble) {
    trouble.headers().forEach(response::setHeader);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return wantsPage(request) ? page(request, trouble) : problem(trouble);
  }

  // While an error is dispatched the request's own path is that of the error door.
  private static String path(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed
        ? failed
        : request.getRequestURI();
  }

  private static ModelAndView page(HttpServletRequest request, Trouble trouble) {
    var page = new ModelAndView("access/error");
    page.setStatus(HttpStatusCode.valueOf(trouble.status()));
    page.addObject("title", heading(trouble.status()));
    page.addObject("trouble", Words.sentence(trouble.message()));
    page.addObject("desk", isOfTheDesk(request));
    return page;
  }

  private static ResponseEntity<Object> problem(Trouble trouble) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", "about:blank");
    body.put("title", title(trouble.status()));
    body.put("status", trouble.status());
    body.put("code", trouble.code());
    body.put("detail", trouble.message());
    if (!trouble.fields().isEmpty()) {
      body.put("errors", trouble.fields());
    }
    if (trouble.errorId() != null) {
      body.put("errorId", trouble.errorId());
    }
    return ResponseEntity.status(trouble.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  // Clients, who follow a link or book by themselves, have no desk to go back to.
  private static boolean isOfTheDesk(HttpServletRequest request) {
    var path = path(request);
    return CLIENTS.stream().noneMatch(path::startsWith);
  }

  // As people say it; the problem document keeps the words of the protocol.
  private static String heading(int status) {
    return switch (status) {
      case 400, 405, 415, 422 -> "That can't be done";
      case 401 -> "Sign in first";
      case 409 -> "Not possible right now";
      case 410 -> "This is over";
      default -> title(status);
    };
  }

  private static String title(int status) {
    return switch (status) {
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 409 -> "Conflict";
      case 429 -> "Too many requests";
      case 413 -> "Too large";
      case 500 -> "Something went wrong";
      case 503 -> "Busy right now";
      default -> {
        var known = HttpStatus.resolve(status);
        yield known == null ? "Error" : known.getReasonPhrase();
      }
    };
  }
}
