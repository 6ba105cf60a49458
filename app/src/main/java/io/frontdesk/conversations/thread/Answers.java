package io.frontdesk.conversations.thread;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.delivery.ReplyReader;
import io.frontdesk.delivery.ReplyReader.Reading;
import io.frontdesk.delivery.ReplyReader.Reply;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.util.List;
import org.springframework.stereotype.Component;

/// Asks whoever may have asked the person something whether a text answers it.
@Component
class Answers {
  private static final Reading NOT_MINE = new Reading.NotMine();

  private final List<ReplyReader> readers;
  private final OptOuts optOuts;

  Answers(List<ReplyReader> readers, OptOuts optOuts) {
    this.readers = readers;
    this.optOuts = optOuts;
  }

  /// Call it after the message was heeded by [OptOuts].
  Reading read(TenantId tenant, ContactId sender, InboundMessage message) {
    if (message.channel() != Channel.SMS || optOuts.concerns(tenant, message)) {
      return NOT_MINE;
    }
    var reply =
        new Reply(
            sender,
            message.from(),
            message.to(),
            message.body(),
            message.provider() + ":" + message.providerId(),
            message.at());
    return readers.stream()
        .map(reader -> reader.read(tenant, reply))
        .filter(reading -> !(reading instanceof Reading.NotMine))
        .findFirst()
        .orElse(NOT_MINE);
  }
}
