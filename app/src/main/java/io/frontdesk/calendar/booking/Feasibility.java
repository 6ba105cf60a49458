package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whether a booking would stand, without making it.
@Component
public class Feasibility {
  private final Placement placement;

  Feasibility(Placement placement) {
    this.placement = placement;
  }

  /// Why it would not, in a sentence; empty when it would.
  public Optional<String> obstacle(
      TenantId tenant,
      ServiceId service,
      Instant start,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Source source) {
    return switch (placement.judge(
        tenant, new Wish(service, start, staff, location, source, null))) {
      case Verdict.No(_, var say) -> Optional.of(say);
      case Verdict.Full(var planned) ->
          Optional.of(SpokenTimes.say(start.atZone(planned.question().zone())) + " is taken.");
      case Verdict.Free _, Verdict.InClass _ -> Optional.empty();
    };
  }
}
