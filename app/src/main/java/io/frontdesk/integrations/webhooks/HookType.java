package io.frontdesk.integrations.webhooks;

import java.util.List;

/// A kind of event that customers can ask for; part of the public API.
///
/// @param name as it stands in `type`
/// @param fields names in `data`
public record HookType(String name, String meaning, List<String> fields) {
  public HookType {
    fields = List.copyOf(fields);
  }
}
