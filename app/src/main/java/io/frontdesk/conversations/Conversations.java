package io.frontdesk.conversations;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.thread.OptOuts;
import io.frontdesk.conversations.thread.Threads;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// The threads with people. Outgoing messages come here by themselves, from the ledger of
/// deliveries.
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class Conversations {
  private final TenantTransactions transactions;
  private final Threads threads;
  private final OptOuts optOuts;

  Conversations(TenantTransactions transactions, Threads threads, OptOuts optOuts) {
    this.transactions = transactions;
    this.threads = threads;
    this.optOuts = optOuts;
  }

  /// Puts a message into the thread of whoever sent it, who becomes a contact when unknown. The
  /// thread opens and is unread. Repeatable: the same provider id gives the first message.
  public MessageId receive(TenantId tenant, InboundMessage message) {
    return transactions.write(tenant, () -> threads.receive(tenant, message));
  }

  /// Heeds a message in which a person asks for no more messages, or for them again, before it is
  /// in its thread, so that nothing can be claimed against the person's will between its arrival
  /// and its handling. Repeatable; [#receive] does the same.
  public void heed(TenantId tenant, InboundMessage message) {
    transactions.write(tenant, () -> optOuts.heed(tenant, message));
  }

  /// Bars a number of somebody who said on the phone that they don't want to be contacted. A START
  /// by text does not take it back. Repeatable.
  public void heed(TenantId tenant, SpokenOptOut said) {
    transactions.write(tenant, () -> optOuts.heed(tenant, said));
  }

  /// Puts an event into a person's thread; the thread does not become unread. Repeatable per
  /// reference.
  public void note(TenantId tenant, ContactId contact, Happening happening) {
    transactions.write(tenant, () -> threads.happened(tenant, contact, happening));
  }

  public Optional<Conversation> find(TenantId tenant, ConversationId id) {
    return transactions.read(tenant, () -> threads.find(tenant, id));
  }

  /// The thread with a contact, if there is one yet.
  public Optional<Conversation> findByContact(TenantId tenant, ContactId contact) {
    return transactions.read(tenant, () -> threads.findByContact(tenant, contact));
  }
}
