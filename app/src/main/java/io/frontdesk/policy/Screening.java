package io.frontdesk.policy;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.Screener;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Looks ahead for many people at once: whom the policy would refuse, where the others may be, and
/// when they may be reached first. It judges by the rules of [ContactPolicy], which still decides
/// when something is sent; counts, budgets and switches pass, so they are not looked at.
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class Screening {
  /// Somebody to reach.
  ///
  /// @param id the contact's id
  /// @param address E.164 for SMS and VOICE, an e-mail address for EMAIL
  public record Person(UUID id, String address) {}

  /// Where somebody may be: what is allowed must be allowed in all of it.
  ///
  /// @param zones names of time zones, sorted; never empty
  /// @param jurisdictions whose rules hold, sorted
  public record Place(List<String> zones, List<String> jurisdictions) {
    public Place {
      zones = List.copyOf(zones);
      jurisdictions = List.copyOf(jurisdictions);
    }
  }

  /// What is found about one person. The hash is the one suppressions and consents are kept under:
  /// equal for equal addresses of a tenant, however they were typed.
  public sealed interface Finding {
    byte[] addressHash();

    /// Never, as things stand.
    record Refused(byte[] addressHash, Rule rule) implements Finding {}

    /// Surely not an address of this channel.
    record WrongKind(byte[] addressHash) implements Finding {}

    record Reachable(byte[] addressHash, Place place) implements Finding {}
  }

  private final TenantTransactions transactions;
  private final Screener screener;

  Screening(TenantTransactions transactions, Screener screener) {
    this.transactions = transactions;
    this.screener = screener;
  }

  /// Findings in the order of `people`, in a handful of statements.
  ///
  /// @param people at most 10,000
  public List<Finding> screen(
      TenantId tenant, Channel channel, Purpose purpose, Instant at, List<Person> people) {
    return transactions.write(tenant, () -> screener.screen(tenant, channel, purpose, at, people));
  }

  /// The first instant from `at` on when both the rules and the hours from `opens` to `closes` of
  /// each day are open in the whole place; empty when there is none in 30 days.
  public Optional<Instant> firstOpen(
      TenantId tenant,
      Channel channel,
      Purpose purpose,
      Place place,
      Instant at,
      LocalTime opens,
      LocalTime closes) {
    return screener.firstOpen(channel, purpose, place, at, opens, closes);
  }
}
