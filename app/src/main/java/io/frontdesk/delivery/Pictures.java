package io.frontdesk.delivery;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.picture.Darkroom;
import io.frontdesk.delivery.picture.PictureRules;
import io.frontdesk.delivery.picture.PictureStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Pictures that go with texts. One is uploaded first and then given to one message
/// ([Content.Sms#pictures]); what is not sent within a day is deleted.
///
/// Each method but [#make] joins the tenant's open transaction or opens one.
@Service
public class Pictures {
  private static final int MOST_UNSENT = 500;

  private final Darkroom darkroom;
  private final PictureStore store;
  private final PictureRules rules;
  private final AuditLog audit;
  private final TenantTransactions transactions;
  private final Clock clock;

  Pictures(
      Darkroom darkroom,
      PictureStore store,
      PictureRules rules,
      AuditLog audit,
      TenantTransactions transactions,
      Clock clock) {
    this.darkroom = darkroom;
    this.store = store;
    this.rules = rules;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Makes a picture of an uploaded file: what it is, its bytes say. It is painted anew, turned
  /// upright and made small enough; nothing else of the file remains. Takes up to a second: call it
  /// outside a transaction.
  ///
  /// @param name how to call the file in a refusal
  /// @throws Refusal naming `pictures` when it is no JPEG, PNG or GIF, damaged, or too large, or
  /// when too many wait unsent
  public NewPicture make(TenantId tenant, String name, byte[] file) {
    requireRoom(transactions.read(tenant, () -> store.countUnsent(tenant)));
    return darkroom.make(file, name);
  }

  /// Keeps a picture for a message to come.
  ///
  /// @throws Refusal naming `pictures` when too many wait unsent
  public Picture add(TenantId tenant, NewPicture made, Actor by) {
    return transactions.write(
        tenant,
        () -> {
          requireRoom(store.countUnsent(tenant));
          var id = new PictureId(Uuid7.next());
          store.add(tenant, id, made, clock.instant());
          audit.record(tenant, by, "delivery.picture-added", "picture", id.toString(), Map.of());
          return store.find(tenant, id).orElseThrow();
        });
  }

  /// Deletes an uploaded picture.
  ///
  /// @throws Refusal when it is not one of this tenant's, or was sent
  public void discard(TenantId tenant, PictureId id, Actor by) {
    transactions.write(
        tenant,
        () -> {
          if (!store.deleteUnsent(tenant, id)) {
            throw store.find(tenant, id).isEmpty()
                ? Refusal.notFound("The picture")
                : Refusal.conflict("picture.sent", "The picture was sent and stays");
          }
          audit.record(
              tenant, by, "delivery.picture-discarded", "picture", id.toString(), Map.of());
        });
  }

  /// Those of `ids` that can still be given to a message, in the order of `ids`.
  public List<Picture> unsent(TenantId tenant, List<PictureId> ids) {
    return transactions.read(tenant, () -> store.unsent(tenant, ids)).stream()
        .sorted(Comparator.comparingInt(picture -> ids.indexOf(picture.id())))
        .toList();
  }

  /// Why no picture can go to a number, for people; empty when it can.
  ///
  /// @param from the sender's address, as for [Deliveries#request]
  public Optional<String> objection(TenantId tenant, @Nullable String from, String to) {
    return transactions.read(tenant, () -> rules.objection(tenant, from, to));
  }

  /// The pictures of each message that went out, in their order; one without any is missing.
  public Map<DeliveryId, List<Picture>> ofDeliveries(
      TenantId tenant, Collection<DeliveryId> deliveries) {
    return deliveries.isEmpty()
        ? Map.of()
        : transactions.read(tenant, () -> store.ofDeliveries(tenant, deliveries));
  }

  /// @throws Refusal when it is not one of this tenant's, or forgotten
  public PictureFile require(TenantId tenant, PictureId id) {
    return transactions
        .read(
            tenant,
            () ->
                store
                    .find(tenant, id)
                    .flatMap(
                        picture ->
                            store.bytes(tenant, id).map(bytes -> new PictureFile(picture, bytes))))
        .orElseThrow(() -> Refusal.notFound("The picture"));
  }

  /// Drops the pictures of all messages with a person; that there were some stays known.
  /// Repeatable.
  ///
  /// @return how many pictures
  public int forget(TenantId tenant, ContactId person, Actor by) {
    return transactions.write(
        tenant,
        () -> {
          int many = store.forget(tenant, List.of(person));
          if (many > 0) {
            audit.record(
                tenant,
                by,
                "delivery.pictures-forgotten",
                "contact",
                person.toString(),
                Map.of("pictures", many));
          }
          return many;
        });
  }

  private static void requireRoom(int unsent) {
    if (unsent >= MOST_UNSENT) {
      throw Refusal.field(
          "pictures", "Too many uploaded pictures wait to be sent. Send some, or wait a day.");
    }
  }
}
