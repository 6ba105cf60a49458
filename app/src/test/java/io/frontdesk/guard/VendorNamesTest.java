package io.frontdesk.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.guard.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Vendors can be exchanged: their names stand in `integrations` only.
class VendorNamesTest {
  private static final Pattern VENDOR =
      Pattern.compile(
          "vapi|twilio|signalhouse|stripe|openai|deepgram|elevenlabs|sendgrid",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern COMMENT = Pattern.compile("(?m)(?<!:)//.*$|--.*$|(?s)<%--.*?--%>");

  // The demo's data plays the outside world.
  private static final Set<String> ALLOWED = Set.of("integrations", "demo");

  // A standard value that names where the vendor keeps recordings.
  private static final Set<String> ALLOWED_FILES = Set.of("calls/CallsSettings.java");

  @Test
  void vendors_are_named_in_integrations_only() {
    assertThat(
            Stream.of(Sources.java(), Sources.templates(), Sources.migrations())
                .flatMap(List::stream)
                .flatMap(source -> named(source).stream())
                .toList())
        .isEmpty();
  }

  @Test
  void the_example_is_rejected() {
    assertThat(named(new Source("calls", "calls/VapiCalls.java", "class VapiCalls {}"))).hasSize(1);
    assertThat(named(new Source("integrations", "integrations/Vapi.java", "class Vapi {}")))
        .isEmpty();
  }

  private static List<String> named(Source source) {
    var named = new ArrayList<String>();
    if (!ALLOWED.contains(source.module()) && !ALLOWED_FILES.contains(source.path())) {
      var vendors = VENDOR.matcher(COMMENT.matcher(source.text()).replaceAll(""));
      if (vendors.find()) {
        named.add(source.path() + ": " + vendors.group());
      }
    }
    return named;
  }
}
