package io.frontdesk.knowledge.library;

import io.frontdesk.platform.error.Refusal;
import org.jspecify.annotations.Nullable;

/// What stands in the form of a document, and what is wrong with it.
///
/// @param id null for a new one
/// @param version the one the editor started from
public record DocumentForm(
    @Nullable String id,
    int version,
    String title,
    String category,
    String body,
    @Nullable Refusal problem) {

  static DocumentForm of(Document document) {
    return new DocumentForm(
        document.id().toString(),
        document.version(),
        document.title(),
        document.category(),
        document.body(),
        null);
  }

  DocumentForm with(Refusal refusal) {
    return new DocumentForm(id, version, title, category, body, refusal);
  }

  /// What is wrong with a field, null when nothing.
  public @Nullable String error(String field) {
    return problem == null
        ? null
        : problem.fields().stream()
            .filter(error -> error.field().equals(field))
            .map(Refusal.FieldError::message)
            .findFirst()
            .orElse(null);
  }

  /// What is wrong as a whole, null when only fields are.
  public @Nullable String trouble() {
    return problem == null || !problem.fields().isEmpty() ? null : problem.text();
  }
}
