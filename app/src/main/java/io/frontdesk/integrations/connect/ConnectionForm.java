package io.frontdesk.integrations.connect;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form of a connection as the page shows it. Secrets never go back to the page.
public record ConnectionForm(
    ConnectionKind kind,
    @Nullable String id,
    int version,
    String name,
    Map<String, String> values,
    List<Refusal.FieldError> errors) {

  static ConnectionForm blank(ConnectionKind kind) {
    var values = new HashMap<String, String>();
    for (var field : kind.fields()) {
      var standard = field.standard();
      if (standard != null) {
        values.put(field.name(), standard);
      }
    }
    return new ConnectionForm(kind, null, 0, kind.label(), values, List.of());
  }

  static ConnectionForm of(ConnectionKind kind, Connection connection) {
    return new ConnectionForm(
        kind,
        connection.id().toString(),
        connection.version(),
        connection.name(),
        connection.config().values(),
        List.of());
  }

  ConnectionForm with(String newName, Map<String, String> typed, List<Refusal.FieldError> wrong) {
    return new ConnectionForm(kind, id, version, newName, typed, wrong);
  }

  /// What the field shows: never a secret.
  public String value(ConnectionKind.Field field) {
    return field.type() == ConnectionKind.Type.SECRET ? "" : values.getOrDefault(field.name(), "");
  }

  public @Nullable String error(String field) {
    return errors.stream()
        .filter(error -> error.field().equals(field))
        .map(Refusal.FieldError::message)
        .findFirst()
        .orElse(null);
  }

  /// The hint below a field.
  public String hint(ConnectionKind.Field field) {
    boolean kept = id != null && field.type() == ConnectionKind.Type.SECRET;
    var hint = kept ? "Leave empty to keep it. " + field.help() : field.help();
    return field.required() || field.type() == ConnectionKind.Type.FLAG
        ? hint
        : hint + " Optional.";
  }
}
