package io.frontdesk.outreach.planning;

import io.frontdesk.contacts.Audiences;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import org.springframework.stereotype.Service;

/// A quick look at an audience while a block is written: its size, and whom a block would contact
/// among the first of them. The plan looks at everybody.
@Service
public class Preview {
  private static final int MOST = 10_000;
  private static final int SAMPLE = 1_000;

  /// @param people in the audience; one more than counted when `more`
  /// @param more there are more than were counted
  /// @param sampled how many were looked at
  /// @param contacted of those
  /// @param leftOut of those, by reason
  public record Estimate(
      int people, boolean more, int sampled, int contacted, Map<LeftOut, Long> leftOut) {
    public Estimate {
      leftOut = Map.copyOf(leftOut);
    }
  }

  private final TenantTransactions transactions;
  private final Audiences audiences;
  private final Drafts drafts;
  private final Chooser chooser;
  private final Clock clock;

  Preview(
      TenantTransactions transactions,
      Audiences audiences,
      Drafts drafts,
      Chooser chooser,
      Clock clock) {
    this.transactions = transactions;
    this.audiences = audiences;
    this.drafts = drafts;
    this.chooser = chooser;
    this.clock = clock;
  }

  public Estimate estimate(TenantId tenant, BlockDraft draft) {
    return transactions.write(
        tenant,
        () -> {
          drafts.check(tenant, draft);
          var now = clock.instant();
          var audience = Chooser.audience(draft, now);
          int people = audiences.count(tenant, audience, MOST + 1);
          var first = audiences.page(tenant, audience, Chooser.kind(draft), null, SAMPLE);
          var out = new EnumMap<LeftOut, Long>(LeftOut.class);
          var addresses = new HashSet<ByteBuffer>();
          int contacted = 0;
          for (var choice : chooser.choose(tenant, draft, now, first)) {
            var reason = choice.out();
            var hash = choice.addressHash();
            if (reason == null && hash != null && !addresses.add(ByteBuffer.wrap(hash))) {
              reason = LeftOut.DUPLICATE;
            }
            if (reason == null) {
              contacted++;
            } else {
              out.merge(reason, 1L, Long::sum);
            }
          }
          return new Estimate(Math.min(people, MOST), people > MOST, first.size(), contacted, out);
        });
  }
}
