package io.frontdesk.demo;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Plays the demonstration when it is switched on: seeds the clinic once, connects it with the
/// sandbox of this run, and lets the calls begin.
@Component
class DemoStart {
  private static final Logger LOG = LoggerFactory.getLogger(DemoStart.class);
  private static final Actor BY = new Actor.Program("demo");

  private final Settings settings;
  private final ClinicSeed clinic;
  private final StaffRoom staff;
  private final CatalogueSeed catalogue;
  private final PastCalls past;
  private final DemoConnections connections;
  private final DemoCalls calls;

  DemoStart(
      Settings settings,
      ClinicSeed clinic,
      StaffRoom staff,
      CatalogueSeed catalogue,
      PastCalls past,
      DemoConnections connections,
      DemoCalls calls) {
    this.settings = settings;
    this.clinic = clinic;
    this.staff = staff;
    this.catalogue = catalogue;
    this.past = past;
    this.connections = connections;
    this.calls = calls;
  }

  // Before the set-up link is printed, which an installation with an owner does not need.
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @EventListener(ApplicationReadyEvent.class)
  void start() {
    if (!settings.get(DemoSettings.DEMO)) {
      return;
    }
    var known = clinic.find();
    known.ifPresent(workspace -> connect(workspace.id()));
    var workspace = known.orElseGet(this::seed);
    LOG.info("demo workspace {}", workspace.id());
    // To the terminal, not to the log: whoever has the link is the owner.
    System.out.println(
        "\n  "
            + Clinic.NAME
            + " is open, and people begin to ring.\n  Come in here (once, within a day):\n\n    "
            + staff.signInLink()
            + "\n\n  Clients book by themselves here:\n\n    "
            + settings.get(PlatformSettings.BASE_URL)
            + "/book/"
            + workspace.slug()
            + "\n");
    if (settings.find(DemoSettings.SANDBOX).isPresent() && settings.get(DemoSettings.CALLS)) {
      calls.begin(workspace.id());
    }
  }

  private void connect(TenantId tenant) {
    if (settings.find(DemoSettings.SANDBOX).isEmpty()) {
      return;
    }
    try {
      connections.connect(tenant, BY);
    } catch (IllegalStateException away) {
      LOG.warn("the demo plays without the sandbox: {}", away.getMessage());
    }
  }

  private Workspace seed() {
    var workspace = clinic.open();
    clinic.furnish(workspace.id(), BY);
    staff.furnish(workspace.id(), BY);
    catalogue.furnish(workspace.id(), BY);
    var clients = past.clients(workspace.id());
    past.calls(workspace.id());
    // Before anything is booked: confirmations find a way out.
    connect(workspace.id());
    catalogue.appointments(workspace.id(), BY, clients);
    return workspace;
  }
}
