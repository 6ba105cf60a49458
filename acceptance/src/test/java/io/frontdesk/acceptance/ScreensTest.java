package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.frontdesk.acceptance.world.Browsers;
import io.frontdesk.acceptance.world.Furniture;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every screen in a real browser: with something on it and empty, wide and on a phone, light and
/// dark. What a person would complain about is in `audit.js`.
@SuppressWarnings("NullAway.Init") // set before the first test
final class ScreensTest {
  private static final List<String> SECTIONS =
      List.of(
          "/today",
          "/inbox",
          "/calls",
          "/calendar",
          "/calendar?view=week",
          "/calendar?view=month",
          "/calendar?view=rooms",
          "/calendar/list",
          "/calendar/new",
          "/calendar/classes",
          "/calendar/together",
          "/calendar/waitlist",
          "/calendar/conflicts",
          "/calendar/utilisation",
          "/contacts",
          "/contacts/new",
          "/outreach",
          "/outreach/new",
          "/receptionist",
          "/knowledge",
          "/knowledge/new",
          "/settings",
          "/settings/workspace",
          "/settings/hours",
          "/settings/contact-rules",
          "/settings/members",
          "/settings/services",
          "/settings/services/new",
          "/settings/staff",
          "/settings/staff/new",
          "/settings/resources",
          "/settings/locations",
          "/settings/locations/new",
          "/settings/booking-page",
          "/settings/connections",
          "/settings/webhooks",
          "/settings/webhooks/new",
          "/settings/mailings",
          "/settings/keys",
          "/settings/agency",
          "/settings/audit",
          "/operations",
          "/operations/jobs",
          "/operations/webhooks",
          "/operations/deliveries",
          "/operations/senders",
          "/operations/switches");
  private static final List<String> CONNECTABLE =
      List.of("twilio", "signalhouse", "httpsms", "smtp", "imap", "vapi", "generic");

  private static Browsers browsers;
  private static World world;
  private static Furniture furniture;

  private @Nullable Page page;

  @BeforeAll
  static void open() throws Exception {
    browsers = Browsers.start();
    world = Shared.world();
    furniture = new Furniture(world);
  }

  @AfterAll
  static void close() {
    if (furniture != null) {
      furniture.close();
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
  void nobody_would_complain_about_a_screen_with_something_on_it() throws Exception {
    var screens = new LinkedHashMap<String, String>();
    SECTIONS.forEach(path -> screens.put(name(path), World.page(path)));
    CONNECTABLE.forEach(
        one -> screens.put("connect-" + one, World.page("/settings/connections/new/" + one)));
    screens.putAll(furniture.paths());
    screens.put("account", "/account");
    screens.put("account-second-factor", "/account/second-factor");
    screens.put("book", "/book/" + World.WORKSPACE);
    look(screens, 1280, ColorScheme.LIGHT);
    look(screens, 1280, ColorScheme.DARK);
    look(screens, 360, ColorScheme.LIGHT);
    look(screens, 360, ColorScheme.DARK);
  }

  @Test
  void an_empty_screen_says_what_to_do_and_is_as_good() throws Exception {
    var screens = new LinkedHashMap<String, String>();
    SECTIONS.forEach(path -> screens.put("empty-" + name(path), furniture.empty(path)));
    look(screens, 1280, ColorScheme.LIGHT);
    look(screens, 360, ColorScheme.DARK);
  }

  @Test
  void strangers_see_good_pages_too() throws Exception {
    page = browsers.window(360, 740, ColorScheme.LIGHT, null, world.base());
    for (var path : List.of("/sign-in", "/forgot", "/setup/none", "/nowhere", "/book/nowhere")) {
      page.navigate(world.base() + path);
      settle(page);
      assertThat(Browsers.audit(page, true)).as(path).isEmpty();
      Browsers.picture(page, "stranger" + path.replace('/', '-'));
    }
    // Those that are not there answer 404, which the browser notes.
    browsers.complaints();
  }

  @Test
  void tab_reaches_everything_in_the_order_it_is_read() throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    var paths = new ArrayList<String>();
    Stream.of("/today", "/settings/services/new", "/calendar/waitlist", "/outreach")
        .map(World::page)
        .forEach(paths::add);
    Stream.of("call", "conversation", "person")
        .map(name -> Objects.requireNonNull(furniture.paths().get(name), name))
        .forEach(paths::add);
    for (var path : paths) {
      page.navigate(world.base() + path);
      settle(page);
      var stops = ((Number) page.evaluate(STOPS)).intValue();
      var seen = new ArrayList<String>();
      // A date has a stop for its month, its day, its year and its picker.
      for (int presses = 0; seen.size() < stops && presses < 5 * stops; presses++) {
        page.keyboard().press("Tab");
        var here = (String) page.evaluate(HERE);
        if (seen.isEmpty() || !seen.getLast().equals(here)) {
          seen.add(here);
        }
      }
      assertThat(seen)
          .as(path)
          .hasSize(stops)
          .doesNotHaveDuplicates()
          .doesNotContain("nowhere", "unseen");
    }
  }

  @Test
  void what_is_wrong_in_a_form_stands_at_its_field_which_has_the_focus() throws Exception {
    page = desk(360, ColorScheme.LIGHT);
    page.navigate(world.base() + World.page("/settings/services/new"));
    page.locator("#f-name").fill("Ultrasound");
    page.locator("#f-durationMin").fill("7000");
    page.locator("main button.primary").click();
    var field = page.locator("#f-durationMin");
    PlaywrightAssertions.assertThat(field).isFocused();
    PlaywrightAssertions.assertThat(field).hasAttribute("aria-invalid", "true");
    PlaywrightAssertions.assertThat(field).hasAttribute("aria-describedby", "e-durationMin");
    PlaywrightAssertions.assertThat(page.locator("#f-name")).hasValue("Ultrasound");
    assertThat(Browsers.audit(page, true)).isEmpty();
    Browsers.picture(page, "form-refused");
  }

  @Test
  void a_day_without_a_free_time_leads_to_the_next_that_has_one() throws Exception {
    page = desk(360, ColorScheme.LIGHT);
    var sunday =
        LocalDate.now(ZoneId.of("America/New_York"))
            .plusWeeks(6)
            .with(TemporalAdjusters.next(DayOfWeek.SUNDAY));
    page.navigate(world.base() + World.page("/calendar/new?day=" + sunday));

    page.getByText("Next free: Mon").click();

    PlaywrightAssertions.assertThat(page.locator("#f-day")).hasValue(sunday.plusDays(1).toString());
    PlaywrightAssertions.assertThat(page.locator("#f-day")).isFocused();
    PlaywrightAssertions.assertThat(page.locator("#f-time")).not().hasValue("");
    assertThat(Browsers.audit(page, true)).isEmpty();
  }

  @Test
  void where_something_is_wrong_beside_a_whole_form_the_field_has_the_focus() throws Exception {
    page = desk(1280, ColorScheme.LIGHT);
    page.navigate(world.base() + World.page("/contacts/new"));
    page.locator("#f-phone").fill("12");
    page.locator("main button.primary").click();

    PlaywrightAssertions.assertThat(page.locator("#f-phone")).isFocused();
    PlaywrightAssertions.assertThat(page.locator("#e-phone"))
        .containsText("This is no phone number.");
  }

  @Test
  void the_audit_finds_what_it_is_for() {
    page = browsers.window(360, 740, ColorScheme.LIGHT, null, world.base());
    page.setContent(
        """
        <!doctype html><html lang="en"><head><title>A bad page</title>
        <style>a:focus { outline: none } .pale { color: #ccc } .wide { width: 900px }</style></head>
        <body><main><h1>One</h1><h1>Two</h1><h4>Four</h4>
        <input name="q"><a href="/x">.</a><button></button>
        <p class="pale">Hardly seen</p><p>2026-03-01 and +12125550100</p>
        <p>NO_ANSWER 0198c0de-0000-7000-8000-000000000001</p>
        <table><tr><th></th></tr></table><div class="wide">wide</div>
        <span data-copy="x">copy</span><i id="a"></i><i id="a"></i></main></body></html>
        """);

    assertThat(String.join("\n", Browsers.audit(page, true)))
        .contains(
            "2 first headings",
            "heading jumps",
            "a field without a label",
            "nothing tells what it does",
            "focus is not seen",
            "too small to hit",
            "contrast",
            "a date as programs write it",
            "a phone number as programs write it",
            "a constant",
            "an id is shown",
            "a table that cannot be used on a phone",
            "a column without a name",
            "scrolls sideways",
            "works by mouse only",
            "id a stands 2 times");
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
    assertThat(Browsers.audit(page, false)).isEmpty();
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
    settle(page);
    assertThat(Browsers.audit(page, false)).isEmpty();
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

  // Opens each screen and tells of all at once what is wrong.
  private void look(Map<String, String> screens, int width, ColorScheme colours) throws Exception {
    var shown = desk(width, colours);
    page = shown;
    var complaints = new ArrayList<String>();
    var look = width + "-" + colours.name().toLowerCase(java.util.Locale.ROOT);
    screens.forEach(
        (name, path) -> {
          var answer = Objects.requireNonNull(shown.navigate(world.base() + path), path);
          if (answer.status() != 200) {
            complaints.add(path + ": " + answer.status());
            return;
          }
          settle(shown);
          Browsers.picture(shown, name + "-" + look);
          Browsers.audit(shown, width < 500)
              .forEach(one -> complaints.add(name + " " + look + ": " + one));
        });
    shown.context().close();
    page = null;
    assertThat(complaints).as(look).isEmpty();
  }

  // Until what the page asks for by itself has come; asked from outside, as its content policy lets
  // no script be made of a text.
  private static void settle(Page page) {
    for (int i = 0; i < 400 && !Boolean.TRUE.equals(page.evaluate(SETTLED)); i++) {
      page.waitForTimeout(25);
    }
  }

  private static String name(String path) {
    return path.substring(1).replaceAll("[^a-z]+", "-");
  }

  private static Page desk(int width, ColorScheme colours) throws Exception {
    return browsers.window(width, width < 500 ? 740 : 860, colours, world.owner(), world.base());
  }

  private static LocatorAssertions.IsVisibleOptions soon() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(30_000);
  }

  private static final String SETTLED =
      "document.readyState === 'complete' && document.fonts.status === 'loaded'"
          + " && !document.querySelector('.htmx-request')";

  private static final String STOPS =
      """
      () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0
          && !one.closest('dialog:not([open]), .unseen')
          && !(one.type === 'radio' && !one.checked && document.querySelector(`input[name="${one.name}"]:checked`)))
        .length
      """;

  // Where the focus is: a path that tells each element from the others.
  private static final String HERE =
      """
      async () => {
        const one = document.activeElement;
        if (!one || one === document.body) return 'nowhere';
        const isSeen = () => {
          const box = one.getBoundingClientRect();
          return box.bottom > 0 && box.top < innerHeight;
        };
        // What scrolls or slides into view takes some frames.
        for (let frame = 0; frame < 60 && (frame < 2 || !isSeen()); frame++) {
          await new Promise((drawn) => requestAnimationFrame(drawn));
        }
        if (!isSeen()) return 'unseen';
        const steps = [];
        for (let at = one; at.parentElement; at = at.parentElement) {
          steps.unshift([...at.parentElement.children].indexOf(at));
        }
        return steps.join('.');
      }
      """;
}
