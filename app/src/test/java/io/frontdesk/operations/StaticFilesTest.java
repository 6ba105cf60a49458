package io.frontdesk.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.platform.page.Assets;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class StaticFilesTest {
  @Autowired private TestDesk desk;

  @Test
  void files_are_compressed_and_kept_for_ever_under_their_hash() {
    var browser = desk.stranger();

    var sheet = browser.get(Assets.url("app.css"), "Accept-Encoding", "gzip");
    assertThat(sheet.status()).isEqualTo(200);
    assertThat(sheet.header("Content-Encoding")).contains("gzip");
    assertThat(sheet.header("Cache-Control")).contains("public, max-age=31536000, immutable");
    assertThat(sheet.header("Content-Type").orElseThrow()).startsWith("text/css");
    var etag = sheet.header("ETag").orElseThrow();
    assertThat(browser.get(Assets.url("app.css"), "If-None-Match", etag).status()).isEqualTo(304);
    var old = browser.get(Assets.url("app.css").replaceFirst("assets/[0-9a-f]+", "assets/0"));
    assertThat(old.status()).isEqualTo(200);
    assertThat(old.header("Cache-Control")).contains("public, no-cache");
    assertThat(old.body()).contains("--accent", ".person");
  }

  @Test
  void nothing_else_is_served() {
    var browser = desk.stranger();

    for (var path :
        new String[] {
          "/assets/",
          "/assets/x",
          "/assets/x/none.css",
          "/assets/x/%2e%2e/application.properties",
          "/assets/x/vendor/README.md"
        }) {
      assertThat(browser.get(path).status()).as(path).isIn(400, 404);
    }
  }
}
