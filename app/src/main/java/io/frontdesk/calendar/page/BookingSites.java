package io.frontdesk.calendar.page;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Booking pages: found by their path, changed by the desk.
@Service
public class BookingSites {
  private static final int MOST_ORIGINS = 20;

  private final BookingPageStore store;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final AuditLog audit;
  private final Clock clock;

  BookingSites(
      BookingPageStore store,
      Workspaces workspaces,
      TenantTransactions transactions,
      AuditLog audit,
      Clock clock) {
    this.store = store;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.audit = audit;
    this.clock = clock;
  }

  /// A page with the workspace it is of.
  record Site(Workspace workspace, BookingPage page) {
    TenantId tenant() {
      return workspace.id();
    }

    String heading() {
      return page.heading().isEmpty() ? workspace.name() : page.heading();
    }
  }

  /// The page at a path.
  ///
  /// @throws Refusal `not-found` when there is none or it is not published, which nobody can tell
  ///     apart
  Site require(String slug) {
    return workspaces
        .findBySlug(slug)
        .map(workspace -> new Site(workspace, of(workspace.id())))
        .filter(site -> site.page().published())
        .orElseThrow(() -> Refusal.notFound("This page"));
  }

  public BookingPage of(TenantId tenant) {
    return transactions.read(tenant, () -> store.find(tenant)).orElse(BookingPage.UNPUBLISHED);
  }

  Optional<Logo> logo(TenantId tenant) {
    return transactions.read(tenant, () -> store.logo(tenant));
  }

  /// @param origins one site a line
  /// @throws Refusal naming every wrong field, or `calendar.changed-meanwhile`
  public void change(
      TenantId tenant,
      boolean published,
      String heading,
      String intro,
      String origins,
      long version,
      Actor actor) {
    var errors = new ArrayList<FieldError>();
    if (heading.strip().length() > 120) {
      errors.add(new FieldError("heading", "At most 120 characters."));
    }
    if (intro.strip().length() > 1000) {
      errors.add(new FieldError("intro", "At most 1,000 characters."));
    }
    var sites = new ArrayList<String>();
    for (var line : origins.lines().map(String::strip).filter(one -> !one.isEmpty()).toList()) {
      var site = origin(line);
      if (site == null) {
        errors.add(
            new FieldError(
                "origins", "“" + shortened(line) + "” is no site; write https://www.example.com."));
        break;
      }
      sites.add(site);
    }
    if (sites.size() > MOST_ORIGINS) {
      errors.add(new FieldError("origins", "At most " + MOST_ORIGINS + " sites."));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    var page =
        new BookingPage(
            published,
            heading.strip(),
            intro.strip(),
            sites.stream().distinct().toList(),
            false,
            version);
    transactions.write(
        tenant,
        () -> {
          if (!store.save(tenant, page, clock.instant())) {
            throw Refusal.conflict(
                "calendar.changed-meanwhile",
                "Someone changed this meanwhile. Look again, then save.");
          }
          audit.record(
              tenant,
              actor,
              "calendar.booking-page-changed",
              "booking-page",
              tenant.toString(),
              Map.of("published", String.valueOf(published), "sites", String.join(" ", sites)));
        });
  }

  /// @param logo null takes it away
  void logo(TenantId tenant, @Nullable Logo logo, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          store.logo(tenant, logo, clock.instant());
          audit.record(
              tenant,
              actor,
              logo == null ? "calendar.logo-removed" : "calendar.logo-changed",
              "booking-page",
              tenant.toString(),
              Map.of());
        });
  }

  // As browsers write an origin; null when the text names none. Nothing but these characters may
  // get into the header that says who may frame the page.
  private static @Nullable String origin(String text) {
    try {
      var site = URI.create(text);
      var host = site.getHost();
      var path = site.getRawPath();
      boolean plain = path == null || path.isEmpty() || path.equals("/");
      boolean secure = "https".equalsIgnoreCase(site.getScheme());
      boolean local =
          "http".equalsIgnoreCase(site.getScheme())
              && ("localhost".equalsIgnoreCase(host) || "127.0.0.1".equals(host));
      if (host == null
          || !plain
          || !(secure || local)
          || site.getRawUserInfo() != null
          || site.getRawQuery() != null
          || site.getRawFragment() != null
          || !host.matches("[A-Za-z0-9.-]{1,253}")) {
        return null;
      }
      var port = site.getPort() < 0 ? "" : ":" + site.getPort();
      return (site.getScheme() + "://" + host + port).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
