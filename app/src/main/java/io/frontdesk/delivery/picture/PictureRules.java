package io.frontdesk.delivery.picture;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.Picture;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.SenderStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which pictures may go with a message. Inside a transaction of the tenant; refusals name
/// `pictures`.
@Component
public class PictureRules {
  private static final String FIELD = "pictures";

  private final PictureStore store;
  private final SenderStore senders;
  private final PictureSenders gateways;

  PictureRules(PictureStore store, SenderStore senders, PictureSenders gateways) {
    this.store = store;
    this.senders = senders;
    this.gateways = gateways;
  }

  /// Gives a message's pictures to its delivery, for good. Two messages at once don't get the same
  /// one.
  ///
  /// @param from which of our addresses shall send; the default when it is none of ours
  /// @throws Refusal when they can't go; the delivery must not stay then
  public void give(
      TenantId tenant, DeliveryId delivery, DeliveryRequest request, @Nullable String from) {
    var pictures = request.content().pictures();
    if (pictures.isEmpty()) {
      return;
    }
    requireSendable(tenant, from, request.address(), request.content());
    if (!store.attach(tenant, delivery, request.contact(), pictures)) {
      throw gone();
    }
  }

  private void requireSendable(TenantId tenant, @Nullable String from, String to, Content content) {
    var ids = content.pictures().stream().map(Content.Shown::picture).distinct().toList();
    var found = store.unsent(tenant, ids);
    if (found.size() < content.pictures().size()) {
      throw gone();
    }
    switch (content) {
      case Content.Sms _ -> requireCarried(sender(tenant, from).orElse(null), to, found);
      case Content.Email _ -> {}
    }
  }

  private void requireCarried(Senders.@Nullable Limited sender, String to, List<Picture> pictures) {
    if (sender == null) {
      // The delivery fails for that, as every text does.
      return;
    }
    objection(sender.sender(), to)
        .ifPresent(
            why -> {
              throw Refusal.field(FIELD, why);
            });
    long together = pictures.stream().mapToLong(Picture::size).sum();
    int most = MmsLimits.mostBytes(sender.limits().kind());
    if (together > most) {
      throw Refusal.field(
          FIELD,
          "Together they have %,d KB; carriers take %,d KB from this number. Take one away."
              .formatted((together + 999) / 1_000, most / 1_000));
    }
  }

  /// Why no picture can go to a number, for people.
  public Optional<String> objection(TenantId tenant, @Nullable String from, String to) {
    return sender(tenant, from).flatMap(sender -> objection(sender.sender(), to));
  }

  private Optional<String> objection(Sender sender, String to) {
    boolean may =
        PhoneNumber.parse(to, "ZZ").map(number -> gateways.mayGo(sender, number)).orElse(false);
    return may
        ? Optional.empty()
        : Optional.of(
            "Pictures can't go from "
                + sender.display()
                + " to this person's number. Send the words alone, or from a number that takes"
                + " picture messages (MMS).");
  }

  private Optional<Senders.Limited> sender(TenantId tenant, @Nullable String from) {
    return senders.limited(tenant).stream()
        .filter(one -> one.sender().channel() == Channel.SMS)
        .filter(one -> one.sender().isDefault() || one.sender().address().equals(from))
        .min(Comparator.comparing(one -> !one.sender().address().equals(from)));
  }

  private static Refusal gone() {
    return Refusal.field(
        FIELD, "A picture is no longer there, or went with another message. Choose it again.");
  }
}
