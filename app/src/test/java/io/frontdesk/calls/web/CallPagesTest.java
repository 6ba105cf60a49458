package io.frontdesk.calls.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calls.Attention;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallEvent.Speaker;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class CallPagesTest {
  @Autowired private TestDesk desk;
  @Autowired private Calls calls;
  @Autowired private RecordingStore recordings;
  @Autowired private TenantTransactions transactions;
  @Autowired private Settings settings;
  @Autowired private MovableClock clock;

  @Test
  void a_live_call_shows_words_controls_and_then_its_end() {
    var shop = desk.tenant().create();
    var id = call(shop, "p-1", "+12025550111", clock.instant());
    var now = clock.instant();
    calls.apply(shop.id(), id, new CallEvent.Progress(CallStatus.IN_PROGRESS, now));
    calls.apply(
        shop.id(), id, new CallEvent.Said(Speaker.CALLER, "<b>Hello</b> there", true, null, now));
    var browser = shop.signedIn(Role.FRONT_DESK);

    var page = browser.get("/calls/" + id);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("&lt;b")
        .doesNotContain("<b>Hello</b>")
        .contains("End call")
        .contains("data-since");
    assertThat(browser.get("/calls/panel/live").body()).contains(id.toString());
    assertThat(shop.signedIn(Role.VIEWER).get("/calls/" + id).body()).doesNotContain("End call");

    calls.apply(shop.id(), id, new CallEvent.Ended(CallStatus.FAILED, "pipeline-error-x", now));
    calls.attention(shop.id(), id, Attention.CALL_BACK, "Wants the price list");
    assertThat(browser.get("/calls/panel/needs").body()).contains("Wants the price list");
    assertThat(browser.get("/calls?tab=needs").body()).contains(id.toString());
    assertThat(browser.post("/calls/" + id + "/resolve").status()).isIn(302, 303);
    assertThat(browser.get("/calls?tab=needs").body()).doesNotContain(id.toString());
    assertThat(browser.post("/calls/" + id + "/note", "note", "Called back").status())
        .isIn(302, 303);
    assertThat(browser.get("/calls/" + id).body())
        .contains("Called back")
        .doesNotContain("End call");
    assertThat(browser.get("/calls/" + id + "/transcript.txt").body())
        .contains("Caller: <b>Hello</b> there");
    var contact = calls.require(shop.id(), id).contact();
    assertThat(browser.get("/calls/panel/contact/" + contact).body()).contains(id.toString());
  }

  @Test
  void pages_of_the_list_neither_miss_nor_repeat_a_call() {
    var shop = desk.tenant().create();
    var made = new HashSet<String>();
    for (int i = 0; i < 120; i++) {
      made.add(call(shop, "l-" + i, "+12025550122", clock.instant()).toString());
    }
    var client = shop.apiKey();
    var seen = new HashSet<String>();
    var at = "";
    do {
      var page = client.get("/api/v1/calls?limit=50&at=" + at).json();
      page.path("calls").forEach(one -> assertThat(seen.add(one.path("id").asString())).isTrue());
      at = page.path("next").isString() ? page.path("next").asString() : "";
    } while (!at.isEmpty());
    assertThat(seen).isEqualTo(made);
    assertThat(client.get("/api/v1/calls?q=%2B1202555").json().path("calls").size()).isEqualTo(50);
    assertThat(client.get("/api/v1/calls?q=%2B1999").json().path("calls").size()).isZero();
    assertThat(client.get("/api/v1/calls?at=nonsense").status()).isEqualTo(400);
    assertThat(client.get("/api/v1/calls?status=ringing&outcome=booked").status()).isEqualTo(200);
  }

  @Test
  void a_recording_plays_for_its_owner_only_and_in_ranges() throws IOException {
    var shop = desk.tenant().create();
    var id = call(shop, "r-1", "+12025550133", clock.instant());
    var folder =
        PlatformSettings.dataFolder(settings)
            .resolve("files")
            .resolve(shop.id().toString())
            .resolve("recordings");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(id + ".wav"), "RIFF0000WAVEsound of a voice");
    transactions.write(
        shop.id(),
        () -> {
          recordings.want(shop.id(), id, "https://storage.vapi.ai/x.wav", clock.instant());
          recordings.stored(shop.id(), id, id + ".wav", 28, "audio/wav", clock.instant());
        });
    var browser = shop.signedIn(Role.FRONT_DESK);
    var player = browser.get("/calls/" + id + "/recording").body();
    var match = Pattern.compile("src=\"([^\"]+)\"").matcher(player);
    assertThat(match.find()).isTrue();
    var url = "/" + match.group(1);
    var part = browser.get(url, "Range", "bytes=8-11");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("WAVE");
    assertThat(part.header("Content-Range")).hasValue("bytes 8-11/28");
    assertThat(browser.get(url, "Range", "bytes=-5").body()).isEqualTo("voice");
    assertThat(browser.get(url, "Range", "bytes=24-").body()).isEqualTo("oice");
    assertThat(browser.get(url, "Range", "bytes=500-").status()).isEqualTo(416);
    assertThat(browser.get(url).header("Cache-Control")).hasValue("no-store");
    assertThat(browser.get(url + "x").status()).isEqualTo(410);
    clock.advance(Duration.ofMinutes(16));
    assertThat(browser.get(url, "Range", "bytes=8-11").status()).isEqualTo(410);
    clock.advance(Duration.ofMinutes(-16));
    assertThat(shop.signedIn(Role.FRONT_DESK).get(url).status()).isEqualTo(410);
    assertThat(shop.signedIn(Role.VIEWER).get(url).status()).isEqualTo(403);
    assertThat(desk.stranger().get(match.group(1)).status()).isIn(302, 303, 401);
    var other = desk.tenant().create();
    assertThat(other.signedIn(Role.OWNER).get("/calls/" + id + "/recording").status())
        .isEqualTo(404);
    assertThat(other.signedIn(Role.OWNER).get("/calls/" + id).status()).isEqualTo(404);
  }

  private CallId call(TestDesk.TestTenant shop, String provider, String phone, Instant at) {
    return calls.ensure(shop.id(), CallSeen.inbound(provider, new PhoneNumber(phone), null, at));
  }
}
