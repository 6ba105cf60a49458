package io.frontdesk;

import io.frontdesk.access.AccessSettings;
import io.frontdesk.calendar.CalendarSettings;
import io.frontdesk.calls.CallsSettings;
import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.demo.DemoSettings;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.integrations.MailSettings;
import io.frontdesk.operations.OperationsSettings;
import io.frontdesk.outreach.OutreachSettings;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Setting;
import io.frontdesk.platform.config.Settings;
import java.util.ArrayList;
import java.util.List;

/// Every setting of the program. A module's own are declared in its `…Settings` class and listed
/// here, so that start-up, `check` and the documentation see the same set.
public final class FrontdeskSettings {
  private FrontdeskSettings() {}

  public static List<Setting<?>> all() {
    var all = new ArrayList<Setting<?>>();
    all.add(Settings.PROFILE);
    all.addAll(PlatformSettings.all());
    all.addAll(DatabaseSettings.all());
    all.addAll(CalendarSettings.all());
    all.addAll(CallsSettings.all());
    all.addAll(IntegrationsSettings.all());
    all.addAll(AccessSettings.all());
    all.addAll(DemoSettings.all());
    all.addAll(DeliverySettings.all());
    all.addAll(MailSettings.all());
    all.addAll(OperationsSettings.all());
    all.addAll(OutreachSettings.all());
    return all;
  }
}
