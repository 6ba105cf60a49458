package io.frontdesk.delivery;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// A picture with its bytes.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record PictureFile(Picture picture, byte[] bytes) {

  /// Answers a request with it, as nothing but a picture: a browser that is led to its address runs
  /// nothing that may hide in it. Caching is the caller's to decide.
  public void write(HttpServletResponse response) throws IOException {
    response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(
        "Content-Disposition",
        "inline; filename=\"picture."
            + picture.type().replaceFirst(".*/", "").replace("jpeg", "jpg")
            + "\"");
    response.setContentType(picture.type());
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  @Override
  public String toString() {
    return "PictureFile[" + picture.id() + "]";
  }
}
