package io.frontdesk.outreach.planning;

import io.frontdesk.contacts.Audience;
import io.frontdesk.contacts.Audiences;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Screening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says of people in an audience whether a block would contact them, and from when on.
@Component
public class Chooser {
  /// What is known of one of them before their address is compared with others'.
  ///
  /// @param out why they are left out; null when they are not
  /// @param place where they may be; null when they are left out
  /// @param opensAt the earliest allowed instant there; null when they are left out
  public record Choice(
      Audiences.Someone someone,
      byte @Nullable [] addressHash,
      @Nullable LeftOut out,
      Screening.@Nullable Place place,
      @Nullable Instant opensAt) {}

  private final Screening screening;

  Chooser(Screening screening) {
    this.screening = screening;
  }

  /// The audience of a draft as it is at `at`.
  public static Audience audience(BlockDraft draft, Instant at) {
    return new Audience(
        draft.stages(),
        draft.tag(),
        draft.withoutTag(),
        ago(at, draft.activeDays()),
        ago(at, draft.quietDays()));
  }

  /// The kind of address a draft needs.
  public static String kind(BlockDraft draft) {
    return draft.channel() == Channel.EMAIL ? "email" : "phone";
  }

  /// Choices in the order of `people`.
  public List<Choice> choose(
      TenantId tenant, BlockDraft draft, Instant at, List<Audiences.Someone> people) {
    var reachable = new ArrayList<Screening.Person>(people.size());
    for (var someone : people) {
      if (someone.address() != null) {
        reachable.add(new Screening.Person(someone.id().value(), someone.address()));
      }
    }
    var findings =
        screening.screen(tenant, draft.channel(), draft.purpose(), at, reachable).iterator();
    var startsAt = draft.startsAt();
    var from = startsAt != null && startsAt.isAfter(at) ? startsAt : at;
    var openings = new HashMap<Screening.Place, Optional<Instant>>();
    return people.stream()
        .map(
            someone ->
                someone.address() == null
                    ? new Choice(someone, null, LeftOut.NO_ADDRESS, null, null)
                    : choice(tenant, draft, from, someone, findings.next(), openings))
        .toList();
  }

  private Choice choice(
      TenantId tenant,
      BlockDraft draft,
      Instant from,
      Audiences.Someone someone,
      Screening.Finding finding,
      Map<Screening.Place, Optional<Instant>> openings) {
    return switch (finding) {
      case Screening.Finding.WrongKind(var hash) ->
          new Choice(someone, hash, LeftOut.WRONG_KIND, null, null);
      case Screening.Finding.Refused(var hash, var rule) ->
          new Choice(someone, hash, LeftOut.by(rule), null, null);
      case Screening.Finding.Reachable(var hash, var place) -> {
        var opens =
            openings.computeIfAbsent(
                place,
                there ->
                    screening.firstOpen(
                        tenant,
                        draft.channel(),
                        draft.purpose(),
                        there,
                        from,
                        draft.opens(),
                        draft.closes()));
        yield opens.isEmpty()
            ? new Choice(someone, hash, LeftOut.NO_HOUR, null, null)
            : new Choice(someone, hash, null, place, opens.get());
      }
    };
  }

  private static @Nullable Instant ago(Instant at, @Nullable Integer days) {
    return days == null ? null : at.minus(Duration.ofDays(days));
  }
}
