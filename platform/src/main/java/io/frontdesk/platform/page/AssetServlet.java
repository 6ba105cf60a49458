package io.frontdesk.platform.page;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/// Serves the static files at `/assets/{hash}/{path}`, to everybody: they hold nothing about
/// anybody.
///
/// With the current hash the answer may be kept for ever. With another one (a page from before or
/// after an upgrade) the current file is given, to be asked for again next time.
final class AssetServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var path = request.getPathInfo() == null ? "" : request.getPathInfo();
    int end = path.indexOf('/', 1);
    var asset = end < 0 ? null : Assets.find(path.substring(end + 1)).orElse(null);
    if (asset == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    var hash = path.substring(1, end);
    var etag = "\"" + Assets.currentHash() + "\"";
    response.setHeader(
        "Cache-Control",
        hash.equals(Assets.currentHash())
            ? "public, max-age=31536000, immutable"
            : "public, no-cache");
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", etag);
    if (etag.equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    var packed = asset.gzip();
    var body = packed != null && takesGzip(request) ? packed : asset.plain();
    if (body == packed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    response.setContentType(asset.type());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static boolean takesGzip(HttpServletRequest request) {
    var accepted = request.getHeader("Accept-Encoding");
    return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
  }
}
