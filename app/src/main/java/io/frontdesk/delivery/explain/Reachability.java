package io.frontdesk.delivery.explain;

import io.frontdesk.contacts.Contact;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/// Asks the policy about a person's addresses as the dispatcher would, without sending anything.
@Service
class Reachability {
  /// What people ask about. Compliance only ever answers a STOP or HELP.
  static final List<Purpose> PURPOSES =
      List.of(Purpose.CONVERSATION, Purpose.TRANSACTIONAL, Purpose.REMINDER, Purpose.MARKETING);

  // A person with more addresses than this is asked about by the first ones.
  private static final int MOST_ADDRESSES = 5;

  private record Address(String value, String display) {}

  private final ContactPolicy policy;
  private final TenantTransactions transactions;
  private final Clock clock;

  Reachability(ContactPolicy policy, TenantTransactions transactions, Clock clock) {
    this.policy = policy;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// One answer for each channel, address and purpose, in this order.
  List<Reach> of(
      TenantId tenant,
      Contact contact,
      Collection<Channel> channels,
      Collection<Purpose> purposes) {
    var now = clock.instant();
    return transactions.read(
        tenant,
        () -> {
          var answers = new ArrayList<Reach>();
          for (var channel : channels) {
            for (var address : addresses(contact, channel)) {
              for (var purpose : purposes) {
                var question =
                    new ContactQuestion(channel, purpose, address.value(), now)
                        .of(contact.id().value());
                answers.add(
                    new Reach(
                        channel,
                        purpose,
                        address.value(),
                        address.display(),
                        policy.explain(tenant, question)));
              }
            }
          }
          return List.copyOf(answers);
        });
  }

  private static List<Address> addresses(Contact contact, Channel channel) {
    Stream<Address> all =
        switch (channel) {
          case SMS, VOICE ->
              contact.phones().stream().map(phone -> new Address(phone.e164(), phone.display()));
          case EMAIL ->
              contact.emails().stream().map(email -> new Address(email.value(), email.value()));
        };
    return all.limit(MOST_ADDRESSES).toList();
  }
}
