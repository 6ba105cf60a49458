package io.frontdesk;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
  // The platform is a library below the modules, not one of them.
  static final ApplicationModules MODULES =
      ApplicationModules.of(
          FrontdeskApplication.class,
          JavaClass.Predicates.resideInAPackage("io.frontdesk.platform.."));

  @Test
  void modules_only_look_left() {
    MODULES.verify();
  }
}
