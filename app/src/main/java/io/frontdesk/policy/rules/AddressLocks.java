package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import java.util.Collection;
import org.springframework.stereotype.Component;

/// Orders decisions on an address and changes of what bars it: whoever has been told that a STOP is
/// kept can rely on it that no decision taken before is still to be committed. Held to the end of
/// the transaction; take it before rows that deciding transactions write.
@Component
public class AddressLocks {
  private final AddressKeys keys;
  private final PolicyStore store;

  AddressLocks(AddressKeys keys, PolicyStore store) {
    this.keys = keys;
    this.store = store;
  }

  public void toBar(TenantId tenant, Channel channel, String address) {
    store.lockToBar(keys.lockNumber(tenant, channel, address));
  }

  /// Counts attempts on these people alone until the end of the transaction. Taken after
  /// [#toDecide] and after the budget's rows, so that no two of them wait for each other.
  void toCount(TenantId tenant, Collection<ContactQuestion> questions) {
    if (!questions.isEmpty()) {
      store.lockToCount(
          questions.stream().flatMap(one -> keys.countNumbers(tenant, one).stream()).toList());
    }
  }

  void toDecide(TenantId tenant, Collection<ContactQuestion> questions) {
    store.lockToDecide(
        questions.stream()
            .map(one -> keys.lockNumber(tenant, one.channel(), one.address()))
            .toList());
  }
}
