package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.frontdesk.acceptance.world.Browsers;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every screen in a real browser.
@SuppressWarnings("NullAway.Init") // set before the first test
final class ScreensTest {
  private static Browsers browsers;
  private static World world;

  private @Nullable Page page;

  @BeforeAll
  static void open() throws Exception {
    browsers = Browsers.start();
    world = Shared.world();
    world.owner();
  }

  @AfterAll
  static void close() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @AfterEach
  void nothing_complained() {
    if (page != null) {
      page.context().close();
    }
    assertThat(browsers.complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/today",
        "/calls",
        "/calendar",
        "/contacts",
        "/inbox",
        "/receptionist",
        "/knowledge",
        "/settings",
        "/operations",
        "/operations/webhooks",
        "/operations/deliveries",
        "/operations/senders",
        "/operations/switches",
        "/settings/contact-rules",
        "/settings/mailings",
        "/settings/connections",
        "/settings/connections/new/generic",
        "/settings/connections/new/httpsms",
        "/settings/connections/new/signalhouse",
        "/settings/webhooks",
        "/settings/webhooks/new"
      })
  void every_section_opens_wide_narrow_light_and_dark(String path) throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    show(path, "light");
    page.context().close();
    page = desk(1280, ColorScheme.DARK);
    show(path, "dark");
    page.context().close();
    page = desk(360, ColorScheme.LIGHT);
    show(path, "phone");
    notWider();
  }

  private void notWider() {
    var wider =
        java.util.Objects.requireNonNull(page)
            .evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) wider).intValue()).as("sideways scrolling").isLessThanOrEqualTo(0);
  }

  @Test
  void a_live_call_appears_on_today_and_its_words_as_they_are_spoken() throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    page.navigate(world.base() + World.page("/today"));

    var call =
        world
            .outside()
            .call(
                World.order(
                    "known-caller-asks-then-books",
                    "+12125550115",
                    3,
                    Map.of(
                        "service", "Follow-up session",
                        "day", "next Tuesday",
                        "question", "Where can I park?")));

    // She may have an appointment today, too.
    var ringing = page.locator("a.live-row").getByText("Eleanor Vance").first();
    PlaywrightAssertions.assertThat(ringing).isVisible(soon());
    Browsers.picture(page, "today-live");
    ringing.click();
    PlaywrightAssertions.assertThat(page.locator("main").getByText("Quick question first").first())
        .isVisible(soon());
    Browsers.picture(page, "call-live");
    World.until(
        "the call ends", java.time.Duration.ofSeconds(90), () -> world.outside().ended(call));
    page.navigate(world.base() + World.page("/calls"));
    page.locator("main").getByText("Eleanor Vance").first().click();
    PlaywrightAssertions.assertThat(page.locator("main").getByText("Quick question first").first())
        .isVisible(soon());
    Browsers.picture(page, "call-past");
  }

  @Test
  void a_contact_is_found_and_its_story_read() throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    page.navigate(world.base() + World.page("/contacts"));

    page.locator("input[type=search]").first().fill("Tanaka");
    page.keyboard().press("Enter");
    page.locator("main").getByText("Hiroshi Tanaka").first().click();

    PlaywrightAssertions.assertThat(page.locator("h1").first()).containsText("Hiroshi Tanaka");
    Browsers.picture(page, "contact");
  }

  @Test
  void the_palette_finds_people_and_pages_by_keyboard() throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    page.navigate(world.base() + World.page("/today"));

    page.keyboard().press("Control+k");
    page.keyboard().type("Moreno");

    PlaywrightAssertions.assertThat(page.getByText("Isabel Moreno").first()).isVisible(soon());
    Browsers.picture(page, "palette");
    page.keyboard().press("Escape");
    page.keyboard().press("?");
    Browsers.picture(page, "keyboard-help");
  }

  @Test
  void sign_in_is_asked_of_strangers() throws Exception {
    page = browsers.window(1280, 800, ColorScheme.LIGHT, null, world.base());

    page.navigate(world.base() + World.page("/today"));

    PlaywrightAssertions.assertThat(page.locator("input[type=password]").first()).isVisible(soon());
    Browsers.picture(page, "sign-in");
  }

  @Test
  void a_persons_page_tells_whether_they_may_be_contacted_and_why() throws Exception {
    for (int width : new int[] {1280, 360}) {
      page = desk(width, ColorScheme.LIGHT);
      page.navigate(world.base() + World.page("/contacts?q=Eleanor+Vance"));
      page.locator("main").getByText("Eleanor Vance").first().click();
      var more = page.locator("main a[href*='/policy/contact/']").first();
      PlaywrightAssertions.assertThat(more).isVisible(soon());
      Browsers.picture(page, "person-" + width);
      more.click();
      PlaywrightAssertions.assertThat(page.locator("main table").first()).isVisible(soon());
      page.waitForTimeout(400);
      Browsers.picture(page, "may-we-" + width);
      notWider();
      page.context().close();
    }
  }

  private void show(String path, String look) {
    var shown = java.util.Objects.requireNonNull(page);
    var answer = shown.navigate(world.base() + World.page(path));
    assertThat(java.util.Objects.requireNonNull(answer).status()).as(path).isEqualTo(200);
    PlaywrightAssertions.assertThat(shown.locator("h1").first()).isVisible(soon());
    shown.waitForTimeout(600);
    Browsers.picture(shown, path.substring(1).replace('/', '-') + "-" + look);
  }

  private static Page desk(int width, ColorScheme colours) throws Exception {
    return browsers.window(width, width < 500 ? 740 : 860, colours, world.owner(), world.base());
  }

  private static LocatorAssertions.IsVisibleOptions soon() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);
  }
}
