package io.frontdesk.acceptance.world;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Debian's Chromium, driven by Playwright; everything a page complains about is remembered.
public final class Browsers implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final String AUDIT = script("/audit.js");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();

  private Browsers(Playwright playwright) {
    this.playwright = playwright;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-dev-shm-usage",
                            "--disable-gpu",
                            "--no-proxy-server",
                            "--disable-background-networking")));
  }

  /// Starts the browser. Without one the test is skipped loudly, and fails where `CI` is set.
  public static Browsers start() {
    if (!Files.isExecutable(CHROMIUM)) {
      var missing =
          "BROWSER TESTS DID NOT RUN: /usr/bin/chromium is missing; apt-get install chromium";
      System.err.println(missing);
      if (System.getenv("CI") != null) {
        throw new AssertionError(missing);
      }
      abort(missing);
    }
    return new Browsers(
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
  }

  /// A fresh browser window.
  public Page window(
      int width, int height, ColorScheme colours, @Nullable Visitor as, String base) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colours)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                .setTimezoneId("America/New_York")
                .setLocale("en-US"));
    if (as != null) {
      as.cookies()
          .forEach(
              (name, value) -> context.addCookies(List.of(new Cookie(name, value).setUrl(base))));
    }
    var page = context.newPage();
    page.setDefaultTimeout(15_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(page.url() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    page.onResponse(
        answer -> {
          if (answer.status() >= 500) {
            complaints.add(answer.url() + ": " + answer.status());
          }
        });
    return page;
  }

  public static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SCREENSHOTS.resolve(name + ".png"))
            .setFullPage(false));
  }

  /// What a person would complain about on the page that is shown.
  ///
  /// @param narrow whether it is looked at on a phone
  public static List<String> audit(Page page, boolean narrow) {
    return ((List<?>) page.evaluate(AUDIT, Map.of("narrow", narrow)))
        .stream().map(String::valueOf).toList();
  }

  /// What pages complained about since the last time: console errors, refused by the content
  /// policy, broken scripts, server errors.
  public List<String> complaints() {
    var since = List.copyOf(complaints);
    complaints.clear();
    return since;
  }

  // The browser takes a function alone, without the comment above it.
  private static String script(String name) {
    try (var file = Objects.requireNonNull(Browsers.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^//.*\\R", "");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
