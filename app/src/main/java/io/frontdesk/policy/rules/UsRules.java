package io.frontdesk.policy.rules;

import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Rule;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/// The rule files, read once at start-up: broken ones keep the program from starting.
@Component
public class UsRules {
  private final RuleBook book = RuleFiles.shipped();

  RuleBook book() {
    return book;
  }

  /// Every rule of the files, in their order.
  public List<Rule> rules() {
    return book.all().stream().map(DatedRule::rule).toList();
  }

  public List<PersonPlaces.State> states() {
    return book.places().all().stream()
        .map(state -> new PersonPlaces.State(state.code(), state.name()))
        .sorted(Comparator.comparing(PersonPlaces.State::name))
        .toList();
  }
}
