package io.frontdesk.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.frontdesk.acceptance.world.Browsers;
import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A picture from the reply form to the person's phone: through a real browser, the program's own
/// door, and a carrier that fetches it.
@SuppressWarnings("NullAway.Init") // set before the first test
final class PictureTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Browsers browsers;
  private static World world;

  @BeforeAll
  static void open() throws Exception {
    browsers = Browsers.start();
    world = Shared.world();
  }

  @AfterAll
  static void close() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @Test
  void what_staff_chose_is_what_the_carrier_fetches_and_the_thread_shows() throws Exception {
    var person = "+17185550113";
    var page = thread(person, 1280, ColorScheme.LIGHT);
    page.locator("#f-body").fill("Your brace, as we fitted it");
    page.locator("#f-files")
        .setInputFiles(
            new FilePayload[] {
              new FilePayload("brace.jpg", "image/jpeg", photo(3_000, 2_000)),
              new FilePayload("plan.png", "image/png", photo(500, 700))
            });
    PlaywrightAssertions.assertThat(page.locator(".chosen-pictures li")).hasCount(2);
    PlaywrightAssertions.assertThat(page.locator("#measure")).containsText("picture message (MMS)");
    PlaywrightAssertions.assertThat(page.locator("#f-body"))
        .hasValue("Your brace, as we fitted it");
    settle(page);
    assertThat(Browsers.audit(page, false)).isEmpty();
    Browsers.picture(page, "pictures-chosen");

    // By keyboard: the button takes its picture away, Enter in a description sends.
    page.locator(".chosen-pictures li input[type=text], .chosen-pictures li input:not([type])")
        .first()
        .fill("A wrist brace");
    page.locator(".chosen-pictures li button").last().focus();
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator(".chosen-pictures li")).hasCount(1);
    PlaywrightAssertions.assertThat(page.locator(".chosen-pictures li input:not([type=hidden])"))
        .hasValue("A wrist brace");
    page.locator(".chosen-pictures li input:not([type=hidden])").press("Enter");

    var shown = page.locator(".message.out img");
    PlaywrightAssertions.assertThat(shown).hasAttribute("alt", "A wrist brace");
    World.until("the text arrives", SOON, () -> !texts(person).isEmpty());
    var text = texts(person).getFirst();
    assertThat(text).containsEntry("body", "Your brace, as we fitted it");
    var fetched =
        world
            .outside()
            .recorded("media", one -> Json.text(one, "sid").equals(Json.text(text, "sid")));
    assertThat(fetched)
        .singleElement()
        .satisfies(
            one ->
                assertThat(one)
                    .containsEntry("status", 200)
                    .containsEntry("width", 1_600)
                    .containsEntry("height", 1_067));
    settle(page);
    assertThat(shown.evaluate("image => image.complete && image.naturalWidth")).isEqualTo(1_600);
    assertThat(digest(asStaff(shown.getAttribute("src"))))
        .isEqualTo(Json.text(fetched.getFirst(), "sha256"));
    Browsers.picture(page, "pictures-sent");
    assertThat(browsers.complaints()).isEmpty();
    page.context().close();

    var phone = thread(person, 360, ColorScheme.DARK);
    phone
        .locator("#f-files")
        .setInputFiles(new FilePayload("plan.png", "image/png", photo(500, 700)));
    PlaywrightAssertions.assertThat(phone.locator(".chosen-pictures li")).hasCount(1);
    settle(phone);
    assertThat(Browsers.audit(phone, true)).isEmpty();
    phone.locator("#chosen-pictures").scrollIntoViewIfNeeded();
    Browsers.picture(phone, "pictures-phone");
    phone
        .locator("#f-files")
        .setInputFiles(
            new FilePayload("plan.svg", "image/png", "<svg onload='alert(1)'/>".getBytes(UTF_8)));
    PlaywrightAssertions.assertThat(phone.locator("#e-files")).containsText("is an SVG drawing");
    settle(phone);
    assertThat(Browsers.audit(phone, true)).isEmpty();
    phone.locator("#chosen-pictures").scrollIntoViewIfNeeded();
    Browsers.picture(phone, "pictures-wrong");
    phone
        .locator("#f-files")
        .setInputFiles(new FilePayload("huge.jpg", "image/jpeg", new byte[8_000_001]));
    PlaywrightAssertions.assertThat(phone.locator(".toast"))
        .containsText("huge.jpg is larger than 8 MB");
    assertThat(browsers.complaints()).isEmpty();
    phone.context().close();
  }

  private static Page thread(String person, int width, ColorScheme colours) throws Exception {
    world.outside().post("sms", "from", person, "to", World.LINE, "body", "Which brace was it?");
    var owner = world.owner();
    var page = browsers.window(width, width < 500 ? 740 : 860, colours, owner, world.base());
    World.until(
        "the text is there",
        SOON,
        () -> owner.get(World.page("/inbox?filter=all")).shows("Which brace was it?"));
    page.navigate(world.base() + World.page("/inbox?filter=all&q=" + person.substring(2)));
    page.locator(".inbox-list a").first().click();
    page.locator("#f-body").waitFor();
    settle(page);
    return page;
  }

  private static List<Map<String, @Nullable Object>> texts(String to) {
    return world
        .outside()
        .recorded(
            "sms", sms -> Json.text(sms, "to").equals(to) && !Json.text(sms, "media").isEmpty());
  }

  private static byte[] asStaff(String path) throws IOException, InterruptedException {
    var cookies =
        world.owner().cookies().entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining("; "));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(world.base() + path))
                .header("Cookie", cookies)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] photo(int width, int height) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var paint = image.createGraphics();
    paint.setPaint(
        new GradientPaint(0, 0, new Color(0x2a6f97), width, height, new Color(0xf4d58d)));
    paint.fillRect(0, 0, width, height);
    paint.setColor(new Color(0x8d0801));
    paint.fillOval(width / 4, height / 4, width / 2, height / 2);
    paint.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  private static void settle(Page page) {
    for (int i = 0; i < 400 && !Boolean.TRUE.equals(page.evaluate(SETTLED)); i++) {
      page.waitForTimeout(25);
    }
  }

  private static final String SETTLED =
      "document.readyState === 'complete' && document.fonts.status === 'loaded'"
          + " && !document.querySelector('.htmx-request')";
}
