package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mapping screen.
///
/// @param version the saved version that the form began with, 0 for none
/// @param events the payloads received last
/// @param chosen the one that is shown and previewed
/// @param payload it, as JSON without secrets; null when there is none
/// @param meaning what it means by the mapping in the form; null when not asked
public record MappingForm(
    String connectionId,
    String connectionName,
    int version,
    Mapping mapping,
    List<StoredEvent> events,
    @Nullable StoredEvent chosen,
    @Nullable String payload,
    List<Payload.Leaf> leaves,
    @Nullable Meaning meaning,
    List<FieldError> errors,
    List<MappingVersion> versions) {

  public @Nullable String error(String field) {
    return errors.stream()
        .filter(error -> error.field().equals(field))
        .map(FieldError::message)
        .findFirst()
        .orElse(null);
  }
}
