package io.frontdesk.integrations.webhooks;

import io.frontdesk.platform.error.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form of an endpoint as the page shows it.
///
/// @param id null for a new one
/// @param problem what is wrong beyond single fields
public record EndpointForm(
    @Nullable String id,
    int version,
    EndpointDraft draft,
    List<Refusal.FieldError> errors,
    @Nullable String problem) {

  public EndpointForm {
    errors = List.copyOf(errors);
  }

  static EndpointForm blank(EndpointDraft draft) {
    return new EndpointForm(null, 0, draft, List.of(), null);
  }

  static EndpointForm of(Endpoint endpoint) {
    return new EndpointForm(
        endpoint.id().toString(),
        endpoint.version(),
        new EndpointDraft(endpoint.url(), endpoint.description(), endpoint.types()),
        List.of(),
        null);
  }

  EndpointForm with(EndpointDraft typed, Refusal refused) {
    return new EndpointForm(
        id, version, typed, refused.fields(), refused.fields().isEmpty() ? refused.text() : null);
  }

  public @Nullable String error(String field) {
    return errors.stream()
        .filter(error -> error.field().equals(field))
        .map(Refusal.FieldError::message)
        .findFirst()
        .orElse(null);
  }
}
