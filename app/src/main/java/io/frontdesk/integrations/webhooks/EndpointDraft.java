package io.frontdesk.integrations.webhooks;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.http.DirectPost;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a person or a program wants an endpoint to be.
public record EndpointDraft(String url, String description, List<String> types) {
  private static final int MOST_URL = 2_000;
  private static final int MOST_DESCRIPTION = 200;

  public EndpointDraft {
    url = url.strip();
    description = description.strip();
    types = types.stream().distinct().sorted().toList();
  }

  /// Checks every field at once. Looks the host up, so call it outside a transaction.
  ///
  /// @throws Refusal naming each wrong field
  EndpointDraft check(DirectPost post) {
    var wrong = new ArrayList<Refusal.FieldError>();
    objection(post).ifPresent(why -> wrong.add(new Refusal.FieldError("url", why)));
    if (description.length() > MOST_DESCRIPTION) {
      wrong.add(new Refusal.FieldError("description", "use at most 200 characters"));
    }
    if (types.isEmpty()) {
      wrong.add(new Refusal.FieldError("types", "choose at least one event"));
    } else if (!types.stream().allMatch(HookCatalogue::knows)) {
      wrong.add(new Refusal.FieldError("types", "choose events of the list"));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
    return this;
  }

  private Optional<String> objection(DirectPost post) {
    try {
      var address = new URI(url);
      if (url.length() > MOST_URL
          || address.getHost() == null
          || address.getRawFragment() != null
          || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
        return Optional.of("give an address such as https://example.com/hooks");
      }
      if ("http".equals(address.getScheme()) && !post.isNamedPrivate(address)) {
        return Optional.of("give an https address");
      }
      return post.objection(address).map(why -> "can't be used: " + why);
    } catch (URISyntaxException notAnAddress) {
      return Optional.of("give an address such as https://example.com/hooks");
    }
  }
}
