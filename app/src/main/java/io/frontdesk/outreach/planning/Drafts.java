package io.frontdesk.outreach.planning;

import io.frontdesk.contacts.Audiences;
import io.frontdesk.delivery.Senders;
import io.frontdesk.outreach.BlockDraft;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Checks what a person wrote against what the workspace has.
@Component
public class Drafts {
  private final Senders senders;
  private final Audiences audiences;

  Drafts(Senders senders, Audiences audiences) {
    this.senders = senders;
    this.audiences = audiences;
  }

  /// @throws Refusal that names what is wrong
  public void check(TenantId tenant, BlockDraft draft) {
    draft.check();
    boolean sends =
        draft.sender() == null
            || senders.list(tenant).stream()
                .anyMatch(
                    one ->
                        one.channel() == draft.channel() && one.address().equals(draft.sender()));
    if (!sends) {
      throw Refusal.field("sender", "Choose a sender of this workspace and channel.");
    }
    known(tenant, "tag", draft.tag());
    known(tenant, "without_tag", draft.withoutTag());
  }

  private void known(TenantId tenant, String field, @Nullable UUID tag) {
    if (tag != null && audiences.labels(tenant).stream().noneMatch(one -> one.id().equals(tag))) {
      throw Refusal.field(field, "Choose a tag of this workspace.");
    }
  }
}
