package io.frontdesk.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/// The rules that the compiler can't hold.
final class Rules {
  private static final Pattern DOOR = Pattern.compile(".*(Pages|Api|Webhook|Job|Listener)");
  private static final Pattern TIME =
      Pattern.compile(
          "java\\.time\\.(Instant|LocalDate|LocalDateTime|LocalTime|ZonedDateTime|OffsetDateTime"
              + "|Year|YearMonth)");

  /// Methods of stores and module doors that rightly know no tenant, with the reason.
  static final Map<String, String> WITHOUT_TENANT = WithoutTenant.REASONS;

  // Loops that pace themselves need the real clock while tests stand still; with the reason.
  private static final Map<String, String> REAL_TIME =
      Map.of("io.frontdesk.delivery.ledger.DispatchLoop", "waits for real seconds to pass");

  // To be mended; nothing may be added.
  private static final Set<String> DOORS_FOR_NOW = Set.of("io.frontdesk.access.audit.AuditPages");

  // To be mended; nothing may be added.
  private static final Set<String> OPTIONAL_FOR_NOW =
      Set.of(
          "io.frontdesk.integrations.inbox.HookDoor",
          "io.frontdesk.operations.health.HealthApi",
          "io.frontdesk.platform.live.Live",
          "io.frontdesk.policy.rules.DecisionEngine$Facts",
          "io.frontdesk.tenancy.workspace.WorkspaceStore$1Line");

  private Rules() {}

  static final ArchRule DOORS_NEVER_TOUCH_STORES =
      noClasses()
          .that(
              are(
                  "doors",
                  type ->
                      isOurs(type)
                          && DOOR.matcher(type.getSimpleName()).matches()
                          && !DOORS_FOR_NOW.contains(type.getName())))
          .should()
          .dependOnClassesThat(
              are(
                  "stores",
                  type -> isOurs(type) && isStore(type) && !type.isRecord() && !isPlatform(type)))
          .because("a door asks a service, which opens the transaction and decides");

  static final ArchRule STORES_NEVER_CALL_OUT =
      noClasses()
          .that(are("stores", type -> isOurs(type) && isStore(type)))
          .should()
          .dependOnClassesThat(
              are("ports", type -> isOurs(type) && type.getPackageName().contains(".port")))
          .because("no provider is called inside a transaction");

  static final ArchRule STORES_NEVER_ASK_NEIGHBOURS =
      classes()
          .that(are("stores", type -> isOurs(type) && isStore(type) && !isPlatform(type)))
          .should(
              condition(
                  "depend on no other module's services",
                  (store, events) ->
                      store.getDirectDependenciesFromSelf().stream()
                          .filter(
                              to ->
                                  isOurs(to.getTargetClass())
                                      && !isPlatform(to.getTargetClass())
                                      && !module(to.getTargetClass()).equals(module(store))
                                      && isService(to.getTargetClass()))
                          .forEach(to -> violated(events, store, to.getDescription()))));

  static final ArchRule TIME_AND_CHANCE_ARE_INJECTED =
      classes()
          .that(
              are(
                  "ours",
                  type ->
                      isOurs(type)
                          && !isPlatform(type)
                          // The demo invents people and pauses.
                          && !type.getPackageName().startsWith("io.frontdesk.demo")
                          && !REAL_TIME.containsKey(type.getName())))
          .should(
              condition(
                  "take time from the injected clock and no dice of their own",
                  (type, events) ->
                      type.getAccessesFromSelf().stream()
                          .filter(Rules::readsTheWallClock)
                          .forEach(access -> violated(events, type, access.getDescription()))));

  static final ArchRule NO_OPTIONAL_FIELDS_OR_PARAMETERS =
      classes()
          .that(are("ours", Rules::isOurs))
          .should(
              condition(
                  "have no field or parameter of type Optional",
                  (type, events) -> {
                    if (OPTIONAL_FOR_NOW.contains(type.getName())) {
                      return;
                    }
                    type.getFields().stream()
                        .filter(field -> field.getRawType().isEquivalentTo(Optional.class))
                        .forEach(field -> violated(events, type, field.getFullName()));
                    type.getCodeUnits().stream()
                        .filter(
                            unit ->
                                !unit.getName().startsWith("lambda$")
                                    && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                                    && unit.getRawParameterTypes().stream()
                                        .anyMatch(t -> t.isEquivalentTo(Optional.class)))
                        .forEach(unit -> violated(events, type, unit.getFullName()));
                  }));

  static final ArchRule TENANT_COMES_FIRST =
      classes()
          .that(
              are(
                  "stores and module doors",
                  type ->
                      isOurs(type)
                          && !isPlatform(type)
                          && (isStore(type) || isModuleDoor(type))
                          && !type.isRecord()
                          && !type.isEnum()))
          .should(
              condition(
                  "take the tenant as first parameter",
                  (type, events) ->
                      type.getMethods().stream()
                          .filter(Rules::needsTenant)
                          .filter(
                              method ->
                                  !WITHOUT_TENANT.containsKey(
                                      method.getOwner().getName().replace("io.frontdesk.", "")
                                          + "."
                                          + method.getName()))
                          .forEach(method -> violated(events, type, method.getFullName()))));

  static final ArchRule TRANSACTIONS_ARE_EXPLICIT =
      noClasses()
          .that(are("ours", Rules::isOurs))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Transactional.class)
          .because("a transaction has a tenant: TenantTransactions opens it");

  static final ArchRule ONE_WAY_TO_THE_DATABASE =
      noClasses()
          .that(
              are(
                  "modules",
                  type ->
                      isOurs(type)
                          && !isPlatform(type)
                          && !type.getPackageName().equals("io.frontdesk")))
          .should()
          .dependOnClassesThat(
              are(
                  "a way around the stores",
                  type ->
                      type.isEquivalentTo(JdbcTemplate.class)
                          || type.getName().equals("javax.sql.DataSource")
                          || type.getName().equals("java.sql.Connection")))
          .because("stores use JdbcClient of the application role");

  private static boolean needsTenant(JavaMethod method) {
    return method.getModifiers().contains(JavaModifier.PUBLIC)
        && !method.getModifiers().contains(JavaModifier.STATIC)
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !Set.of("toString", "equals", "hashCode", "close").contains(method.getName())
        && (method.getRawParameterTypes().isEmpty()
            || !carriesTenant(method.getRawParameterTypes().getFirst()));
  }

  // The tenant itself, or data that belongs to one and says so.
  private static boolean carriesTenant(JavaClass type) {
    return type.isEquivalentTo(TenantId.class)
        || (type.isRecord()
            && type.getFields().stream()
                .anyMatch(field -> field.getRawType().isEquivalentTo(TenantId.class)));
  }

  private static boolean readsTheWallClock(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    var name = access.getTarget().getName();
    boolean now =
        TIME.matcher(owner).matches()
            && name.equals("now")
            && access.getTarget()
                instanceof com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget call
            && call.getRawParameterTypes().stream().noneMatch(t -> t.isEquivalentTo(Clock.class));
    return now
        || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
        || (owner.equals("java.lang.Math") && name.equals("random"))
        || (owner.equals("java.util.Random") && name.equals("<init>"))
        || (owner.equals("java.util.Date") && name.equals("<init>"))
        || (owner.equals("java.time.Clock") && name.startsWith("system"));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals("io.frontdesk")
        || type.getPackageName().startsWith("io.frontdesk.");
  }

  private static boolean isPlatform(JavaClass type) {
    return type.getPackageName().startsWith("io.frontdesk.platform");
  }

  private static boolean isStore(JavaClass type) {
    return outermost(type).getSimpleName().endsWith("Store");
  }

  private static boolean isModuleDoor(JavaClass type) {
    return type.getPackageName().equals("io.frontdesk." + module(type))
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && isService(type)
        && type.getEnclosingClass().isEmpty()
        && !DOOR.matcher(type.getSimpleName()).matches()
        && type.getConstructors().stream()
            .anyMatch(
                made ->
                    made.getRawParameterTypes().stream()
                        .anyMatch(part -> !part.getPackageName().startsWith("java.lang")));
  }

  // A class with collaborators, as opposed to data, alternatives and words.
  private static boolean isService(JavaClass type) {
    return !type.isInterface()
        && !type.isRecord()
        && !type.isEnum()
        && !type.isAnnotation()
        && !type.isAssignableTo(Throwable.class);
  }

  static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Rules::outermost).orElse(type);
  }

  private static String module(JavaClass type) {
    var below = type.getPackageName().replaceFirst("^io\\.frontdesk\\.?", "");
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static DescribedPredicate<JavaClass> are(
      String what, java.util.function.Predicate<JavaClass> test) {
    return DescribedPredicate.describe("are " + what, test);
  }

  private static ArchCondition<JavaClass> condition(
      String what, java.util.function.BiConsumer<JavaClass, ConditionEvents> check) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        check.accept(type, events);
      }
    };
  }

  private static void violated(ConditionEvents events, JavaClass type, String what) {
    events.add(SimpleConditionEvent.violated(type, what));
  }
}
