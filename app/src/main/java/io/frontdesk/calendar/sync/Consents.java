package io.frontdesk.calendar.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Sends people to a provider to allow access, and takes them back: OAuth 2 with PKCE. The state
/// names tenant and consent and is signed; a consent is good for ten minutes, once, and only for
/// the member who began it.
@Service
public class Consents {
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final String PURPOSE = "calendar.sync-consent";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TenantTransactions transactions;
  private final ConsentStore store;
  private final Providers providers;
  private final Calendars calendars;
  private final Catalogue catalogue;
  private final Vault vault;
  private final URI base;
  private final Clock clock;

  Consents(
      TenantTransactions transactions,
      ConsentStore store,
      Providers providers,
      Calendars calendars,
      Catalogue catalogue,
      Vault vault,
      Settings settings,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.providers = providers;
    this.calendars = calendars;
    this.catalogue = catalogue;
    this.vault = vault;
    this.base = settings.get(PlatformSettings.BASE_URL);
    this.clock = clock;
  }

  /// Where everybody comes back to; registered at the provider.
  String redirect() {
    return base + "/oauth/calendar";
  }

  /// Where to send the person.
  public URI begin(TenantId tenant, Actor.Person who, StaffId staff, String provider) {
    var way = consent(providers.require(provider));
    var secret = new byte[32];
    RANDOM.nextBytes(secret);
    var verifier = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    var id = Uuid7.next();
    var until = clock.instant().plus(GOOD_FOR);
    transactions.write(
        tenant,
        () -> {
          catalogue.require(tenant, staff);
          var locked = vault.encrypt(tenant, PURPOSE, verifier.getBytes(US_ASCII));
          store.insert(
              tenant,
              id,
              new ConsentStore.Begun(staff, provider, locked),
              who.account().toString(),
              clock.instant(),
              until);
        });
    var state = tenant + "." + id + "." + vault.sign(tenant, PURPOSE, id.toString(), until);
    return way.address(redirect(), state, challenge(verifier));
  }

  /// Which workspace a state is of; empty for one that we did not sign or that is too old.
  public Optional<TenantId> tenantOf(String state) {
    return parse(state).map(Named::tenant);
  }

  private record Named(TenantId tenant, UUID id) {}

  private Optional<Named> parse(String state) {
    var parts = state.split("\\.", 3);
    if (parts.length != 3 || state.length() > 400) {
      return Optional.empty();
    }
    try {
      var named = new Named(TenantId.parse(parts[0]), UUID.fromString(parts[1]));
      return vault.verify(named.tenant(), PURPOSE, named.id().toString(), parts[2])
          ? Optional.of(named)
          : Optional.empty();
    } catch (IllegalArgumentException noState) {
      return Optional.empty();
    }
  }

  /// Takes the person back and connects the account.
  ///
  /// @param caller who came back, in the workspace of the state
  /// @return whose calendar it is
  public StaffId finish(Caller caller, String state, String code) {
    var tenant = caller.tenant();
    var named =
        parse(state).filter(one -> one.tenant().equals(tenant)).orElseThrow(Consents::stale);
    if (!(caller.actor() instanceof Actor.Person who)) {
      throw stale();
    }
    var begun =
        transactions
            .write(
                tenant,
                () -> store.use(tenant, named.id(), who.account().toString(), clock.instant()))
            .orElseThrow(Consents::stale);
    var way = providers.require(begun.provider());
    if (code.isEmpty() || code.length() > 2_000) {
      throw Refusal.field("code", "Access was not allowed.");
    }
    var verifier = new String(vault.decrypt(tenant, PURPOSE, begun.verifier()), US_ASCII);
    return switch (consent(way).exchange(tenant, redirect(), code, verifier)) {
      case Outcome.Done<Map<String, String>>(var credentials) -> {
        calendars.add(
            tenant, caller.actor(), begun.staff(), way, way.label(), credentials, "provider");
        yield begun.staff();
      }
      case Outcome.Failed<Map<String, String>>(var why) -> throw Refusal.field("provider", why);
      case Outcome<Map<String, String>> _ ->
          throw Refusal.field("provider", "The provider did not confirm the access. Try again.");
    };
  }

  private static CalendarSync.Consent consent(CalendarSync way) {
    return way.consent()
        .orElseThrow(
            () -> Refusal.conflict("calendar.not-set-up", way.label() + " is not set up here."));
  }

  private static Refusal stale() {
    return new Refusal(
        Refusal.Kind.GONE,
        "calendar.consent",
        "This way back is not good any more. Begin again under the person's calendars.");
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
