package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How deliveries stand in their table and travel in arrays.
final class DeliveryRows {
  static final String COLUMNS =
      """
      id, contact_id, channel, address, purpose, state, subject, body, segments, cost_micros, not_before,
      due_at,
      attempts, reason, reason_code, provider, provider_id, ref_type, ref_id, created_at, changed_at
      """;

  private DeliveryRows() {}

  static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        new DeliveryId(uuid(row, "id")),
        new ContactId(uuid(row, "contact_id")),
        Channel.valueOf(text(row, "channel")),
        text(row, "address"),
        Purpose.valueOf(text(row, "purpose")),
        state(text(row, "state")),
        row.getString("subject"),
        text(row, "body"),
        row.getInt("segments"),
        row.getLong("cost_micros"),
        instant(row, "not_before"),
        instant(row, "due_at"),
        row.getInt("attempts"),
        row.getString("reason"),
        row.getString("reason_code"),
        row.getString("provider"),
        row.getString("provider_id"),
        text(row, "ref_type"),
        text(row, "ref_id"),
        instant(row, "created_at"),
        instant(row, "changed_at"));
  }

  static DeliveryState state(String code) {
    return DeliveryState.valueOf(code.toUpperCase(Locale.ROOT));
  }

  static <T> @Nullable String[] texts(
      List<T> all, Function<? super T, ? extends @Nullable Object> of) {
    return all.stream()
        .map(of)
        .map(one -> one == null ? null : one.toString())
        .toArray(String[]::new);
  }
}
