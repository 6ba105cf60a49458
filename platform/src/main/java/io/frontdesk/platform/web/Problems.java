package io.frontdesk.platform.web;

import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Writes refusals as problem documents (RFC 9457) where no controller is in charge: in filters.
public final class Problems {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Problems() {}

  /// Answers with `refusal` in the form its reader expects: a person gets the page of the error
  /// door, a program a problem document. The caller must not go on.
  public static void refuse(
      HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    var path = request.getRequestURI();
    var accept = request.getHeader("Accept");
    boolean person =
        accept != null
            && accept.contains("text/html")
            && !path.startsWith("/api/")
            && !path.startsWith("/hooks/");
    if (person && !response.isCommitted()) {
      refusal.headers().forEach(response::setHeader);
      response.sendError(refusal.kind().status());
    } else {
      write(response, refusal);
    }
  }

  /// Answers with `refusal` and nothing more; the caller must not go on.
  public static void write(HttpServletResponse response, Refusal refusal) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(refusal.kind().status());
    refusal.headers().forEach(response::setHeader);
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(JSON.writeValueAsBytes(document(refusal)));
    response.flushBuffer();
  }

  /// The members of the document.
  public static Map<String, Object> document(Refusal refusal) {
    var document = new LinkedHashMap<String, Object>();
    document.put("type", "about:blank");
    document.put(
        "title", refusal.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    document.put("status", refusal.kind().status());
    document.put("code", refusal.code());
    document.put("detail", refusal.text());
    if (!refusal.fields().isEmpty()) {
      document.put("errors", refusal.fields());
    }
    return document;
  }
}
