package io.frontdesk.delivery;

import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.MailGateway;
import io.frontdesk.delivery.port.OutgoingMail;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.platform.phone.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/// Carries texts and e-mails nowhere and remembers them; answers as a test tells it to, per
/// address.
@Component
public class FakeCarrier implements SmsGateway, MailGateway {
  public final List<OutgoingSms> texts = new CopyOnWriteArrayList<>();
  public final List<OutgoingMail> mails = new CopyOnWriteArrayList<>();
  private final Map<String, Function<OutgoingSms, GatewayOutcome>> answers =
      new ConcurrentHashMap<>();
  private final Map<String, Reconciliation> knowledge = new ConcurrentHashMap<>();

  /// What texts to `address` are answered with from now on.
  public void answer(String address, Function<OutgoingSms, GatewayOutcome> answer) {
    answers.put(address, answer);
  }

  /// What it says when asked about `address`.
  public void know(String address, Reconciliation answer) {
    knowledge.put(address, answer);
  }

  public List<OutgoingSms> textsTo(String address) {
    return texts.stream().filter(text -> text.to().e164().equals(address)).toList();
  }

  public List<OutgoingMail> mailsTo(String address) {
    return mails.stream().filter(mail -> mail.to().value().equals(address)).toList();
  }

  /// Numbers of ours that send words only.
  public final Set<String> wordsOnly = ConcurrentHashMap.newKeySet();

  @Override
  public String provider() {
    return "fake";
  }

  @Override
  public boolean takesPictures(Sender from, PhoneNumber to) {
    return !wordsOnly.contains(from.address());
  }

  @Override
  public GatewayOutcome send(OutgoingSms sms) {
    texts.add(sms);
    return answers
        .getOrDefault(sms.to().e164(), text -> new GatewayOutcome.Accepted("FK" + text.attempt()))
        .apply(sms);
  }

  @Override
  public Reconciliation reconcile(OutgoingSms sms, Instant from, Instant until) {
    return knowledge.getOrDefault(sms.to().e164(), new Reconciliation.Absent());
  }

  @Override
  public GatewayOutcome send(OutgoingMail mail) {
    mails.add(mail);
    return new GatewayOutcome.Accepted(mail.messageId());
  }
}
