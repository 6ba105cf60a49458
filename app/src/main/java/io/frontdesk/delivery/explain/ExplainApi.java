package io.frontdesk.delivery.explain;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// May this person be contacted now, why, and when next: for programs.
@RestController
class ExplainApi {
  private final Contacts contacts;
  private final Reachability reachability;
  private final AuditLog audit;

  ExplainApi(Contacts contacts, Reachability reachability, AuditLog audit) {
    this.contacts = contacts;
    this.reachability = reachability;
    this.audit = audit;
  }

  /// One answer for each of the person's addresses, over all channels and purposes when none is
  /// named. Asking counts and reserves nothing.
  @GetMapping("/api/v1/policy/explain")
  @Needs(Permission.VIEW_CONTACTS)
  Map<String, @Nullable Object> explain(
      Caller caller,
      @RequestParam UUID contact,
      @RequestParam(required = false) @Nullable String channel,
      @RequestParam(required = false) @Nullable String purpose) {
    var channels =
        channel == null
            ? List.of(Channel.values())
            : List.of(named(Channel.class, "channel", channel));
    var purposes =
        purpose == null ? Reachability.PURPOSES : List.of(named(Purpose.class, "purpose", purpose));
    var person = contacts.require(caller.tenant(), new ContactId(contact));
    audit.read(caller.tenant(), caller.actor(), "contact", person.id().toString());
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("contact", person.id().toString());
    answer.put(
        "answers",
        reachability.of(caller.tenant(), person, channels, purposes).stream()
            .map(ExplainApi::view)
            .toList());
    return answer;
  }

  private static Map<String, @Nullable Object> view(Reach reach) {
    var explanation = reach.explanation();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("channel", reach.channel().name().toLowerCase(Locale.ROOT));
    view.put("purpose", reach.purpose().name().toLowerCase(Locale.ROOT));
    view.put("address", reach.address());
    view.put("outcome", reach.outcome());
    view.put("until", reach.until() == null ? null : String.valueOf(reach.until()));
    view.put("rule", view(reach.rule()));
    view.put("inputsDigest", explanation.decision().inputsDigest());
    view.put("zones", explanation.zones().stream().map(ZoneId::getId).toList());
    view.put("states", explanation.states());
    view.put("considered", explanation.rules().stream().map(ExplainApi::view).toList());
    return view;
  }

  private static Map<String, String> view(Rule rule) {
    var view = new LinkedHashMap<String, String>();
    view.put("id", rule.id());
    view.put("version", rule.version());
    view.put("source", rule.source());
    view.put("explanation", rule.explanation());
    return view;
  }

  private static <T extends Enum<T>> T named(Class<T> type, String field, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.field(
                    field,
                    "send one of "
                        + Arrays.stream(type.getEnumConstants())
                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }
}
