package io.frontdesk.integrations.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class TwilioStopTest {
  private static final String TOKEN = "twilio-test-token-0123456789";
  private static final String CLIENT = "+13125550144";

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Deliveries deliveries;
  @Autowired private Dispatcher dispatcher;
  @Autowired private Suppressions suppressions;
  @Autowired private Settings settings;
  @Autowired private MovableClock clock;

  private TestDesk.TestTenant shop;
  private String path = "";

  @BeforeEach
  void a_shop_with_a_number() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().create();
    var id =
        connections.add(
            shop.id(),
            shop.ownerCaller().actor(),
            "twilio",
            "Texts",
            Map.of("account-sid", "AC0123", "auth-token", TOKEN, "number", "+12025550123"));
    path = "/hooks/twilio/" + id;
  }

  @Test
  void once_the_carrier_has_its_answer_nothing_that_waits_can_leave() {
    var waiting = text();

    var answer = inbound("SM01", "Stop", TOKEN);
    // Whether or not the worker has come to it.
    boolean suppressed = suppressions.isSuppressed(shop.id(), Channel.SMS, CLIENT);
    dispatcher.drain();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("<Response></Response>");
    assertThat(suppressed).isTrue();
    assertThat(deliveries.require(shop.id(), waiting).state()).isEqualTo(DeliveryState.REFUSED);
  }

  @Test
  void a_stop_with_a_wrong_signature_is_refused_and_suppresses_nobody() {
    assertThat(inbound("SM02", "STOP", "another-token").status()).isEqualTo(401);
    assertThat(suppressions.isSuppressed(shop.id(), Channel.SMS, CLIENT)).isFalse();
  }

  @Test
  void a_stop_sent_twice_after_a_start_does_not_count_again() {
    inbound("SM03", "STOP", TOKEN);
    clock.advance(java.time.Duration.ofSeconds(5));
    inbound("SM04", "START", TOKEN);
    inbound("SM03", "STOP", TOKEN);

    assertThat(suppressions.isSuppressed(shop.id(), Channel.SMS, CLIENT)).isFalse();
  }

  private DeliveryId text() {
    return deliveries.request(
        shop.id(),
        new DeliveryRequest(
            new ContactId(Uuid7.next()),
            Channel.SMS,
            CLIENT,
            Purpose.TRANSACTIONAL,
            new Content.Sms("Your booking."),
            clock.instant(),
            "key-1",
            "appointment",
            "a"));
  }

  private Reply inbound(String sid, String body, String token) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("MessageSid", sid);
    fields.put("From", CLIENT);
    fields.put("To", "+12025550123");
    fields.put("Body", body);
    var text = new StringBuilder(settings.get(PlatformSettings.BASE_URL) + path);
    new TreeMap<>(fields).forEach((name, value) -> text.append(name).append(value));
    return desk.client("")
        .send(
            "POST",
            path,
            TwilioForm.write(fields),
            Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Twilio-Signature",
                sign(token, text.toString())));
  }

  private static String sign(String token, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
