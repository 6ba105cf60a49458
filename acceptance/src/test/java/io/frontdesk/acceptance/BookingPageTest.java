package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import io.frontdesk.acceptance.world.Browsers;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients book by themselves in a real browser: on a phone by keyboard, and inside another site;
/// the desk moves an appointment by dragging it.
@SuppressWarnings("NullAway.Init") // set before the first test
final class BookingPageTest {
  private static Browsers browsers;
  private static World world;
  private static HttpServer other;

  private @Nullable Page page;

  @BeforeAll
  static void publish() throws Exception {
    browsers = Browsers.start();
    world = Shared.world();
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var site =
        """
        <!doctype html><html><head><title>Our clinic</title></head><body><h1>Our clinic</h1>
        <script src="%s/book.js" data-workspace="%s" async></script>
        <p id="heard">nothing yet</p>
        <script>addEventListener("frontdesk:booked", () => { document.getElementById("heard").textContent = "booked"; });</script>
        </body></html>
        """
            .formatted(world.base(), World.WORKSPACE)
            .getBytes(StandardCharsets.UTF_8);
    other.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, site.length);
          exchange.getResponseBody().write(site);
          exchange.close();
        });
    other.start();
    var desk = browsers.window(1280, 860, ColorScheme.LIGHT, world.owner(), world.base());
    desk.navigate(world.base() + World.page("/settings/booking-page"));
    desk.locator("input[name=published]").check();
    desk.locator("textarea[name=intro]")
        .fill("Choose what you need. We are looking forward to you.");
    desk.locator("textarea[name=origins]").fill(origin());
    desk.getByText("Save", new Page.GetByTextOptions().setExact(true)).click();
    PlaywrightAssertions.assertThat(desk.locator("input[name=published]")).isChecked();
    Browsers.picture(desk, "booking-page-settings");
    desk.context().close();
  }

  @AfterAll
  static void close() {
    if (other != null) {
      other.stop(0);
    }
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

  @Test
  void a_client_books_on_a_phone_by_keyboard_and_cancels_by_the_link() {
    var phone = open(360, 740);
    phone.navigate(world.base() + "/book/" + World.WORKSPACE);
    notWider(phone);
    Browsers.picture(phone, "book-services");
    phone.locator("a.offer").first().focus();
    phone.keyboard().press("Enter");
    var time = phone.locator("button[name=time]").first();
    PlaywrightAssertions.assertThat(time).isVisible(soon());
    notWider(phone);
    Browsers.picture(phone, "book-times");
    time.focus();
    phone.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(phone.locator("#f-name")).isVisible(soon());
    notWider(phone);
    Browsers.picture(phone, "book-details");
    phone.locator("#f-name").focus();
    phone.keyboard().type("Noor Haddad");
    phone.keyboard().press("Tab");
    phone.keyboard().type("(212) 555-0187");
    phone.waitForTimeout(2_200);
    phone.keyboard().press("Enter");
    var link = phone.getByText("Move or cancel it here.");
    PlaywrightAssertions.assertThat(link).isVisible(soon());
    Browsers.picture(phone, "book-done");
    link.click();
    phone.getByText("Cancel it…").click();
    Browsers.picture(phone, "book-manage");
    phone.getByText("Yes, cancel it").click();
    PlaywrightAssertions.assertThat(phone.getByText("This appointment is cancelled"))
        .isVisible(soon());
  }

  @Test
  void the_page_works_inside_another_site_and_tells_it() {
    var site = open(1024, 900);
    site.navigate(origin() + "/");
    FrameLocator frame = site.frameLocator("iframe");
    frame.locator("a.offer").first().click();
    frame.locator("button[name=time]").nth(2).click();
    frame.locator("#f-name").fill("Ines Costa");
    frame.locator("#f-email").fill("ines.costa@example.com");
    site.waitForTimeout(2_200);
    Browsers.picture(site, "book-embedded");
    frame.locator("button.primary").click();
    PlaywrightAssertions.assertThat(frame.getByText("You are booked")).isVisible();
    PlaywrightAssertions.assertThat(site.locator("#heard")).hasText("booked");
    var height = site.locator("iframe").evaluate("one => one.style.height");
    assertThat(String.valueOf(height)).endsWith("px");
  }

  @Test
  void the_desk_drags_an_appointment_and_takes_it_back() throws Exception {
    page = browsers.window(1400, 1000, ColorScheme.LIGHT, world.owner(), world.base());
    var desk = page;
    var tomorrow = java.time.LocalDate.now(java.time.ZoneId.of("America/New_York")).plusDays(30);
    while (tomorrow.getDayOfWeek().getValue() != 2) {
      tomorrow = tomorrow.plusDays(1);
    }
    var calendar = world.base() + World.page("/calendar?day=" + tomorrow);
    desk.navigate(calendar);
    // Two clicks and a name from an empty slot.
    desk.locator("a.calendar-cell").nth(6).click();
    PlaywrightAssertions.assertThat(desk.locator("#calendar-panel form").first()).isVisible(soon());
    desk.locator("#calendar-panel input[name=q]").pressSequentially("Eleanor");
    desk.locator("#booking-people input[type=radio]").first().check();
    desk.locator("#calendar-panel button.primary").first().click();
    var slot = desk.locator("a.slot[data-move]").first();
    PlaywrightAssertions.assertThat(slot).isVisible(soon());
    // The board is drawn once more when the event of the booking arrives.
    desk.waitForTimeout(2_000);
    var before = slot.textContent();
    Browsers.picture(desk, "calendar-before-drag");
    desk.locator("#calendar-board[data-draggable]").waitFor();
    drag(desk, slot, 120);
    PlaywrightAssertions.assertThat(desk.getByText("The client is told.")).isVisible(soon());
    Browsers.picture(desk, "calendar-after-drag");
    PlaywrightAssertions.assertThat(slot).not().hasText(before);
    desk.getByText("Undo").first().click();
    PlaywrightAssertions.assertThat(desk.locator("a.slot[data-move]").first()).hasText(before);
    stretches(desk);
    for (var view : new String[] {"rooms", "week", "month"}) {
      desk.navigate(calendar + "&view=" + view);
      Browsers.picture(desk, "calendar-" + view);
    }
    desk.navigate(world.base() + World.page("/calendar/list?day=" + tomorrow.minusDays(40)));
    Browsers.picture(desk, "calendar-list");
  }

  // By its lower edge, and by keyboard; both last longer and are told.
  private static void stretches(Page desk) {
    desk.waitForTimeout(2_000);
    var slot = desk.locator("a.slot[data-minutes]").first();
    int minutes = Integer.parseInt(Objects.requireNonNull(slot.getAttribute("data-minutes")));
    slot.scrollIntoViewIfNeeded();
    BoundingBox box = Objects.requireNonNull(slot.boundingBox());
    double x = box.x + box.width / 2;
    double edge = box.y + box.height - 3;
    desk.mouse().move(x, edge);
    desk.mouse().down();
    desk.mouse().move(x, edge + 20);
    desk.mouse().move(x, edge + box.height / minutes * 30);
    desk.mouse().up();
    PlaywrightAssertions.assertThat(slot)
        .hasAttribute("data-minutes", Integer.toString(minutes + 30));
    desk.waitForTimeout(2_000);
    slot.focus();
    desk.keyboard().press("Shift+ArrowUp");
    PlaywrightAssertions.assertThat(slot)
        .hasAttribute("data-minutes", Integer.toString(minutes + 15));
    PlaywrightAssertions.assertThat(slot).isFocused();
  }

  private static void drag(Page desk, Locator slot, int down) {
    slot.scrollIntoViewIfNeeded();
    BoundingBox box = Objects.requireNonNull(slot.boundingBox());
    double x = box.x + box.width / 2;
    double y = box.y + 8;
    desk.mouse().move(x, y);
    desk.mouse().down();
    desk.mouse().move(x, y + down / 2.0);
    desk.mouse().move(x, y + down);
    desk.mouse().up();
  }

  private Page open(int width, int height) {
    page = browsers.window(width, height, ColorScheme.LIGHT, null, world.base());
    return page;
  }

  private static void notWider(Page shown) {
    var wider =
        shown.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) wider).intValue()).as("sideways scrolling").isLessThanOrEqualTo(0);
  }

  private static String origin() {
    return "http://127.0.0.1:" + other.getAddress().getPort();
  }

  private static LocatorAssertions.IsVisibleOptions soon() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);
  }
}
