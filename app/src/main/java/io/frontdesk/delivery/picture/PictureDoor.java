package io.frontdesk.delivery.picture;

import io.frontdesk.access.Open;
import io.frontdesk.delivery.PictureFile;
import io.frontdesk.platform.tenant.TenantTransactions;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Where carriers fetch the pictures of texts. Whatever is wrong with an address, the answer is the
/// same: nobody learns whether it was forged, has ended, or whose it was.
@Controller
class PictureDoor {
  private final PictureLinks links;
  private final PictureStore store;
  private final TenantTransactions transactions;

  PictureDoor(PictureLinks links, PictureStore store, TenantTransactions transactions) {
    this.links = links;
    this.store = store;
    this.transactions = transactions;
  }

  /// Answers HEAD too, with which carriers ask for type and size first.
  @Open("a carrier has no account; the signed address is the proof, for twelve hours")
  @GetMapping("/m/{name}/{signature}")
  void picture(
      @PathVariable String name, @PathVariable String signature, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Robots-Tag", "noindex");
    var found = links.read(name, signature).flatMap(this::kept);
    if (found.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    found.get().write(response);
  }

  private Optional<PictureFile> kept(PictureLinks.Target target) {
    return transactions.read(
        target.tenant(),
        () ->
            store
                .find(target.tenant(), target.picture())
                .flatMap(
                    picture ->
                        store
                            .bytes(target.tenant(), target.picture())
                            .map(bytes -> new PictureFile(picture, bytes))));
  }
}
