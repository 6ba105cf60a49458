package io.frontdesk.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;

/// Where the program may look past one tenant, each place with its reason. A new one is looked at
/// with an attacker's eyes before it comes onto a list.
class TenantCrossingTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/gg/jte/"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.frontdesk");
  private static final JavaClasses WRONG =
      new ClassFileImporter().importPackages("io.frontdesk.wrong");

  // Use the worker role, which sees the tables named in platform.worker_access whole.
  private static final Map<String, String> WORKERS =
      Map.ofEntries(
          Map.entry("calendar.due.DueTenants", "finds tenants with work; it is done as the tenant"),
          Map.entry(
              "calendar.sync.DueStore", "finds accounts to work on; each is worked as its tenant"),
          Map.entry("platform.boot.PlatformConfiguration", "makes it"),
          Map.entry("platform.live.Live", "hands it to the store"),
          Map.entry(
              "platform.live.EventStore",
              "the tailer reads all events; each goes to its tenant's screens"),
          Map.entry(
              "delivery.ledger.ClaimStore",
              "claims give tenant and id only; rows are read as the tenant"),
          Map.entry(
              "delivery.picture.PictureUpkeep",
              "deletes unsent uploads by age alone; people's pictures are forgotten as the tenant"),
          Map.entry("outreach.feeding.RunningStore", "finds blocks; each is fed as its tenant"),
          Map.entry("policy.rules.AttemptRetention", "deletes by age alone"),
          Map.entry("integrations.connect.ConnectionStore", "a hook's connection names the tenant"),
          Map.entry(
              "integrations.mail.MailboxStore",
              "finds mailboxes to read; each is read as its tenant"),
          Map.entry("integrations.inbox.InboxStore", "each row is of its connection's tenant"),
          Map.entry("integrations.inbox.InboxClaimStore", "claims rows, each with its tenant"),
          Map.entry("integrations.inbox.InboxLeaseStore", "works on claimed rows as their tenant"),
          Map.entry("integrations.inbox.InboxLagStore", "counts rows; reads none"),
          Map.entry("integrations.inbox.DeadLetterStore", "deletes what is old, counted by tenant"),
          Map.entry(
              "integrations.webhooks.HookWorkStore",
              "finds endpoints with something to do; each is worked as its tenant"));

  // Use the application role with no tenant: accounts, sessions and links belong to people.
  private static final Map<String, String> OUTSIDE =
      Map.of(
          "tenancy.Workspaces", "finds the tenant of a path; a slug is unique over all",
          "access.settings.FirstDesk", "the first account and its workspace come together",
          "access.key.ApiKeys", "finds the tenant of a key by its hash",
          "access.guard.Doorkeeper", "finds what a person may enter",
          "access.account.Accounts", "an account may belong to many workspaces",
          "access.account.FirstOwner", "sweeps spent links",
          "access.account.Links", "a link is of an account",
          "access.account.Lockouts", "counts attempts before anyone is known",
          "access.account.SecondFactor", "a factor is of an account",
          "access.account.Sessions", "a session is of an account");

  // Keep things between requests under a key that is not a tenant.
  private static final Map<String, String> MEMORIES =
      Map.ofEntries(
          Map.entry(
              "access.guard.RateLimits.buckets", "counts of a session, key, connection or address"),
          Map.entry("delivery.ledger.DispatchLoop.counts", "a metric of the whole program"),
          Map.entry(
              "delivery.ledger.GatewayCalls.breakers", "named by provider, tenant and connection"),
          Map.entry(
              "integrations.Connections.recent",
              "a connection's id is unique and names its tenant"),
          Map.entry(
              "integrations.mail.MailboxReader.failed",
              "counts of a connection, whose id is unique"),
          Map.entry(
              "platform.health.Pulses.pulses", "when a provider last answered the whole program"),
          Map.entry("platform.http.OutboundHttp.breakers", "named by provider and tenant"),
          Map.entry("platform.http.Pins.HELD", "a host's name means the same to everybody"),
          Map.entry("operations.live.Screens.watches", "a stay is of one session in one workspace"),
          Map.entry("integrations.inbox.HookDoor.adapters", "what the program is made of"),
          Map.entry("integrations.inbox.HookDoor.counts", "a metric of the whole program"),
          Map.entry("integrations.inbox.HookDoor.times", "a metric of the whole program"),
          Map.entry("integrations.inbox.InboxWorker.adapters", "what the program is made of"),
          Map.entry(
              "integrations.inbox.InboxWorker.quick", "how many rows of a provider fit a commit"),
          Map.entry(
              "policy.rules.AddressKeys.NUMBERS",
              "how a number is written; no tenant is told of it"),
          Map.entry("policy.rules.NumberPlaces.known", "what number plans tell; nobody's data"));

  @Test
  void only_named_classes_see_across_tenants() {
    assertThat(users(HOUSE, TenantCrossingTest::worksForAll)).isEqualTo(WORKERS.keySet());
    assertThat(users(HOUSE, TenantCrossingTest::stepsOutside)).isEqualTo(OUTSIDE.keySet());

    assertThat(users(WRONG, TenantCrossingTest::worksForAll)).contains("wrong.Trespasser");
    assertThat(users(WRONG, TenantCrossingTest::stepsOutside)).contains("wrong.Trespasser");
  }

  @Test
  void every_event_that_modules_hear_names_its_tenant_first() {
    assertThat(namelessEvents(HOUSE)).isEmpty();

    assertThat(namelessEvents(WRONG)).containsExactly("wrong.Trespasser.hear");
  }

  @Test
  void what_is_remembered_between_requests_is_kept_apart_by_tenant() {
    assertThat(mixedMemories(HOUSE)).isEqualTo(MEMORIES.keySet());

    assertThat(mixedMemories(WRONG)).contains("wrong.Trespasser.names");
  }

  private static Set<String> users(
      JavaClasses classes, java.util.function.Predicate<JavaClass> what) {
    var names = new TreeSet<String>();
    classes.stream()
        .filter(what)
        .map(type -> name(Rules.outermost(type)))
        .filter(name -> !name.startsWith("platform.tenant."))
        .forEach(names::add);
    return names;
  }

  private static boolean worksForAll(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(use -> use.getTargetClass().isEquivalentTo(WorkerTransactions.class));
  }

  private static boolean stepsOutside(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isEquivalentTo(TenantTransactions.class)
                    && call.getName().equals("withoutTenant"));
  }

  private static List<String> namelessEvents(JavaClasses classes) {
    var found = new ArrayList<String>();
    for (var type : classes) {
      for (var method : type.getMethods()) {
        if (method.isAnnotatedWith(EventListener.class) && hearsNobody(method)) {
          found.add(name(type) + "." + method.getName());
        }
      }
    }
    return found;
  }

  // Spring's own events are of the whole program.
  private static boolean hearsNobody(JavaMethod method) {
    return method.getRawParameterTypes().stream()
        .filter(event -> event.getPackageName().startsWith("io.frontdesk"))
        .anyMatch(event -> !namesTenantFirst(event.reflect()));
  }

  private static boolean namesTenantFirst(Class<?> event) {
    return event.isRecord()
        && event.getRecordComponents().length > 0
        && event.getRecordComponents()[0].getType() == TenantId.class;
  }

  private static Set<String> mixedMemories(JavaClasses classes) {
    var found = new TreeSet<String>();
    for (var type : classes) {
      type.getFields().stream()
          .filter(field -> isMemory(type, field) && !isKeyedByTenant(field.getType()))
          .forEach(field -> found.add(name(type) + "." + field.getName()));
    }
    return found;
  }

  // Maps filled once by a constructor are no memory; concurrent ones and caches are.
  private static boolean isMemory(JavaClass type, JavaField field) {
    var raw = field.getRawType();
    boolean concurrent =
        raw.isAssignableTo(ConcurrentMap.class)
            || (raw.isAssignableTo(Map.class)
                && type.getConstructorCallsFromSelf().stream()
                    .anyMatch(call -> call.getTargetOwner().isAssignableTo(ConcurrentMap.class)));
    return concurrent || raw.isAssignableTo(Cache.class);
  }

  private static boolean isKeyedByTenant(JavaType type) {
    return type instanceof JavaParameterizedType parameterized
        && namesTenant(parameterized.getActualTypeArguments().getFirst().toErasure().reflect());
  }

  private static boolean namesTenant(Class<?> key) {
    return key == TenantId.class
        || (key.isRecord()
            && Arrays.stream(key.getRecordComponents())
                .anyMatch(part -> part.getType() == TenantId.class));
  }

  private static String name(JavaClass type) {
    return type.getName().replaceFirst("^io\\.frontdesk\\.", "");
  }
}
