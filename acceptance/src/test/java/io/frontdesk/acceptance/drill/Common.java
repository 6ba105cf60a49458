package io.frontdesk.acceptance.drill;

import io.frontdesk.acceptance.world.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What must hold for all seeds together: no lease is left, whatever is unknown is listed, and the
/// screen that was open all the
/// time was shown every event once and in order.
final class Common {
  private static final String VISIBLE =
      "'calls', 'calendar', 'inbox', 'contacts', 'operations', 'delivery'";

  private Common() {}

  static List<String> run(House house, Rows rows, LiveWatch watch)
      throws IOException, SQLException, InterruptedException {
    var broken = new ArrayList<String>();
    leases(rows, broken);
    unknown(house, rows, broken);
    live(rows, watch, broken);
    return broken;
  }

  private static void leases(Rows rows, List<String> broken) throws SQLException {
    long webhooks = rows.count("SELECT count(*) FROM integrations.webhook_lease");
    long deliveries =
        rows.count("SELECT count(*) FROM delivery.delivery WHERE state IN ('claimed', 'sending')");
    long jobs =
        rows.count(
            "SELECT count(*) FROM platform.job"
                + " WHERE picked AND last_heartbeat < now() - interval '5 minutes'");
    if (webhooks + deliveries + jobs > 0) {
      broken.add(
          "leases left: "
              + webhooks
              + " webhooks, "
              + deliveries
              + " deliveries, "
              + jobs
              + " jobs");
    }
  }

  // What may have reached somebody must be shown to a person, each once.
  private static void unknown(House house, Rows rows, List<String> broken)
      throws IOException, SQLException, InterruptedException {
    var listed = new ArrayList<String>();
    var before = "";
    do {
      var page =
          house.ask(
              "/api/v1/deliveries?filter=unknown&limit=100"
                  + (before.isEmpty() ? "" : "&before=" + before));
      for (Map<String, @Nullable Object> item : Json.maps(page.get("items"))) {
        listed.add(Json.text(item, "id"));
      }
      before = Json.text(page, "before");
    } while (!before.isEmpty());
    var left =
        rows.list(
            "SELECT d.id::text FROM delivery.delivery d WHERE d.state = 'unknown' AND d.tenant_id ="
                + " (SELECT workspace FROM tenancy.directory WHERE slug = ?)",
            row -> row.getString(1),
            House.WORKSPACE);
    left.stream()
        .filter(id -> Collections.frequency(listed, id) != 1)
        .forEach(
            id ->
                broken.add(
                    "delivery "
                        + id
                        + " is unknown and listed "
                        + Collections.frequency(listed, id)
                        + " times"));
  }

  private static void live(Rows rows, LiveWatch watch, List<String> broken)
      throws SQLException, InterruptedException {
    if (watch.begin().isEmpty()) {
      broken.add("the live stream never began");
      return;
    }
    var begin = watch.begin().split("-", 2);
    var logged = logged(rows, begin);
    for (int i = 0; i < 150 && !endsWith(watch, logged); i++) {
      Thread.sleep(200);
      logged = logged(rows, begin);
    }
    var seen = watch.seen();
    if (watch.resets() > 0) {
      broken.add("the screen was told to load anew " + watch.resets() + " times");
    }
    if (!seen.equals(logged)) {
      int at = 0;
      while (at < seen.size() && at < logged.size() && seen.get(at).equals(logged.get(at))) {
        at++;
      }
      broken.add(
          "the screen was shown "
              + seen.size()
              + " events of "
              + logged.size()
              + "; they differ from number "
              + at
              + " on: shown "
              + (at < seen.size() ? seen.get(at) : "nothing")
              + ", logged "
              + (at < logged.size() ? logged.get(at) : "nothing"));
    }
  }

  private static boolean endsWith(LiveWatch watch, List<String> logged) {
    var seen = watch.seen();
    return logged.isEmpty() || (!seen.isEmpty() && seen.getLast().equals(logged.getLast()));
  }

  private static List<String> logged(Rows rows, String[] begin) throws SQLException {
    return rows.list(
        "SELECT e.xid::text || '-' || e.seq FROM platform.event e"
            + " WHERE (e.xid, e.seq) > (CAST(? AS xid8), CAST(? AS bigint))"
            + " AND split_part(e.topic, '.', 1) IN ("
            + VISIBLE
            + ") AND e.tenant_id = (SELECT workspace FROM tenancy.directory WHERE slug = ?)"
            + " ORDER BY e.xid, e.seq",
        row -> row.getString(1),
        begin[0],
        Long.parseLong(begin[1]),
        House.WORKSPACE);
  }
}
