package io.frontdesk.delivery.mailing;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.web.util.HtmlUtils;

/// Completes e-mails on their way out: below what promotes stand the business, its postal address
/// and the link to unsubscribe; that and reminders carry the link for the mail program's button.
@Service
public class Mailings {
  /// An e-mail as it leaves.
  ///
  /// @param unsubscribe address for one click (RFC 8058); null where nothing can be unsubscribed
  public record Finished(Content.Email content, @Nullable String unsubscribe) {}

  private final TenantTransactions transactions;
  private final LetterheadStore store;
  private final UnsubscribeLinks links;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final Clock clock;

  Mailings(
      TenantTransactions transactions,
      LetterheadStore store,
      UnsubscribeLinks links,
      Workspaces workspaces,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.links = links;
    this.workspaces = workspaces;
    this.audit = audit;
    this.clock = clock;
  }

  public Optional<String> postalAddress(TenantId tenant) {
    return transactions.read(tenant, () -> store.postalAddress(tenant));
  }

  /// @param address as on a letter, 1 to 500 characters, lines allowed
  public void setPostalAddress(TenantId tenant, String address, Actor actor) {
    var clean = address.replace("\r", "").strip();
    if (clean.isEmpty() || clean.length() > 500) {
      throw Refusal.field("postalAddress", "write 1 to 500 characters");
    }
    transactions.write(
        tenant,
        () -> {
          store.setPostalAddress(tenant, clean, clock.instant());
          audit.record(
              tenant,
              actor,
              "delivery.postal-address-changed",
              "workspace",
              tenant.toString(),
              Map.of());
        });
  }

  /// Whether the law forbids to send it as things stand: it promotes, and nobody has said where the
  /// business has its seat.
  public boolean lacksPostalAddress(TenantId tenant, Delivery mail) {
    return mail.channel() == Channel.EMAIL
        && mail.purpose() == Purpose.MARKETING
        && postalAddress(tenant).isEmpty();
  }

  /// Adds what the purpose demands. Inside a transaction of `tenant`.
  public Finished finish(TenantId tenant, Delivery mail, Content.Email content) {
    return switch (mail.purpose()) {
      case COMPLIANCE, CONVERSATION, TRANSACTIONAL -> new Finished(content, null);
      case REMINDER -> new Finished(content, links.link(tenant, mail.id()));
      case MARKETING -> {
        var link = links.link(tenant, mail.id());
        var seat =
            workspaces.require(tenant).name() + "\n" + store.postalAddress(tenant).orElse("");
        yield new Finished(
            new Content.Email(
                content.subject(),
                content.text().stripTrailing()
                    + "\n\n————\n"
                    + seat.strip()
                    + "\nYou get this because you agreed to it. Unsubscribe: "
                    + link
                    + "\n",
                html(content.html(), seat, link),
                content.attachments()),
            link);
      }
    };
  }

  private static @Nullable String html(@Nullable String html, String seat, String link) {
    if (html == null) {
      return null;
    }
    var footer =
        "<hr><p>"
            + HtmlUtils.htmlEscape(seat.strip()).replace("\n", "<br>")
            + "</p><p>You get this because you agreed to it. <a href=\""
            + HtmlUtils.htmlEscape(link)
            + "\">Unsubscribe</a></p>";
    int end = html.toLowerCase(Locale.ROOT).lastIndexOf("</body>");
    return end < 0 ? html + footer : html.substring(0, end) + footer + html.substring(end);
  }
}
