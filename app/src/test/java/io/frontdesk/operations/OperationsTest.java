package io.frontdesk.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class OperationsTest {
  @Autowired private TestDesk desk;

  @ParameterizedTest
  @ValueSource(strings = {"live", "ready", "database", "pool", "jobs", "providers"})
  void a_monitor_is_told_how_each_part_fares(String part) {
    var reply = desk.stranger().get("/health/" + part, "Accept", "application/json");

    assertThat(reply.status()).isIn(200, 503);
    assertThat(reply.json().get("status").asString()).isIn("up", "degraded", "down");
    assertThat(reply.json().get("version").asString()).isNotEmpty();
    assertThat(reply.json().has("build")).isTrue();
    assertThat(reply.body()).doesNotContain("jdbc:", "127.0.0.1", "frontdesk_", "password");
  }

  @Test
  void an_unknown_part_is_not_found() {
    assertThat(desk.stranger().get("/health/nothing").status()).isEqualTo(404);
  }

  @Test
  void metrics_are_for_this_machine_only_when_there_is_no_token() {
    var here = desk.stranger().get("/metrics");
    assertThat(here.status()).isEqualTo(200);
    assertThat(here.body()).contains("frontdesk_live_screens", "jvm_memory_used_bytes");

    assertThat(desk.stranger().get("/metrics", "X-Forwarded-For", "203.0.113.9").status())
        .isEqualTo(404);
  }

  @Test
  void the_health_page_says_in_words_how_things_are() {
    var shop = desk.tenant().create();

    var page = shop.owner().get("/operations");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("PostgreSQL, where everything is kept", "Running for");
    assertThat(shop.owner().get("/operations/state").body()).doesNotContain("<html");
  }

  @Test
  void today_tells_that_sending_is_stopped_and_why_until_it_goes_on() {
    var shop = desk.tenant().create();
    var owner = shop.owner();

    owner.post("/operations/switches/stop", "kind", "tenant", "reason", "A wrong price list");
    assertThat(owner.get("/today").body())
        .contains("Sending is stopped.", "A wrong price list", "/operations/switches");
    assertThat(desk.tenant().create().owner().get("/today").body())
        .doesNotContain("Sending is stopped.");

    owner.post("/operations/switches/release", "kind", "tenant");
    assertThat(owner.get("/today").body()).doesNotContain("Sending is stopped.");
  }

  @Test
  void the_jobs_page_lists_work_and_lets_who_may_run_it() {
    var shop = desk.tenant().create();
    var owner = shop.owner();

    var page = owner.get("/operations/jobs");
    assertThat(page.body()).contains("platform.trim-live-events", "Run now");

    var reply = owner.post("/operations/jobs/platform.trim-live-events/run");
    assertThat(reply.location()).endsWith("/operations/jobs");
    assertThat(owner.post("/operations/jobs/no.such/run").status()).isEqualTo(404);
  }

  @Test
  void who_may_only_look_can_not_run_a_job() {
    var shop = desk.tenant().create();
    var auditor = shop.signedIn(Role.AUDITOR);

    assertThat(auditor.get("/operations/jobs").body()).doesNotContain("Run now");
    assertThat(auditor.post("/operations/jobs/platform.trim-live-events/run").status())
        .isEqualTo(403);
    assertThat(shop.signedIn(Role.VIEWER).get("/operations").status()).isEqualTo(403);
  }

  @Test
  void a_body_over_ten_megabytes_is_refused_as_too_large() {
    var reply = desk.client("none").post("/api/v1/anything", "x".repeat(10_500_000));

    assertThat(reply.status()).isEqualTo(413);
  }
}
