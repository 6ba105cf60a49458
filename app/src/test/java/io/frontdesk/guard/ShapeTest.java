package io.frontdesk.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // Templates are compiled from pages that have a guard of their own.
          .withImportOption(location -> !location.contains("/gg/jte/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.frontdesk");
  private static final JavaClasses WRONG =
      new ClassFileImporter().importPackages("io.frontdesk.wrong", "io.frontdesk.wrongneighbour");

  static Stream<Named<ArchRule>> rules() {
    return Stream.of(
        Named.of("doors never touch stores", Rules.DOORS_NEVER_TOUCH_STORES),
        Named.of("stores never call out", Rules.STORES_NEVER_CALL_OUT),
        Named.of("stores never ask neighbours", Rules.STORES_NEVER_ASK_NEIGHBOURS),
        Named.of("time and chance are injected", Rules.TIME_AND_CHANCE_ARE_INJECTED),
        Named.of("no optional fields or parameters", Rules.NO_OPTIONAL_FIELDS_OR_PARAMETERS),
        Named.of("the tenant comes first", Rules.TENANT_COMES_FIRST),
        Named.of("transactions are explicit", Rules.TRANSACTIONS_ARE_EXPLICIT),
        Named.of("one way to the database", Rules.ONE_WAY_TO_THE_DATABASE));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_house_keeps(ArchRule rule) {
    rule.check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_example_is_rejected(ArchRule rule) {
    assertThat(rule.evaluate(WRONG).hasViolation()).isTrue();
  }
}
