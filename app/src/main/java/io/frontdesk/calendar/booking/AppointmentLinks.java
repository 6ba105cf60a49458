package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.LinkTokens;
import io.frontdesk.platform.vault.Vault;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The addresses at which clients see, move and cancel an appointment of theirs without signing in.
/// Whoever has one may do so: it goes only to the client's own phone and e-mail, and to the screen
/// on which they booked.
@Component
public class AppointmentLinks {
  /// What a link stands for.
  public record Target(TenantId tenant, AppointmentId appointment) {}

  private final LinkTokens tokens;
  private final String base;

  AppointmentLinks(Vault vault, Settings settings) {
    this.tokens = new LinkTokens(vault, "calendar.appointment");
    this.base = PlatformSettings.baseUrl(settings);
  }

  /// The whole address; another text each time, all of them good.
  public String link(TenantId tenant, AppointmentId appointment) {
    return base + "/a/" + token(tenant, appointment);
  }

  public String token(TenantId tenant, AppointmentId appointment) {
    return tokens.seal(tenant.value(), appointment.value());
  }

  /// What a token stands for; empty when we did not make it.
  public Optional<Target> read(String token) {
    return tokens
        .open(token, 2)
        .map(ids -> new Target(new TenantId(ids.getFirst()), new AppointmentId(ids.getLast())));
  }
}
