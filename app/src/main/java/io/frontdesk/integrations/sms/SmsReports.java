package io.frontdesk.integrations.sms;

import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter.NotYet;
import io.frontdesk.platform.tenant.TenantId;
import org.springframework.stereotype.Component;

/// Brings a carrier's report to its delivery, also one that was quicker than the answer it is
/// about: such a report knows a message that we don't know yet.
@Component
public class SmsReports {
  // With the inbox's pauses, 1 s doubling, this is a minute: longer than any answer takes.
  private static final int TRIES = 7;

  private final DeliveryReports reports;

  SmsReports(DeliveryReports reports) {
    this.reports = reports;
  }

  /// Inside the transaction of the event.
  ///
  /// @throws NotYet when nothing of ours is meant so far; after about a minute it was another
  ///     program's message and is passed over
  public void apply(TenantId tenant, DeliveryReports.Report report, StoredEvent event) {
    boolean ours = reports.apply(tenant, report);
    if (!ours && event.attempt() < TRIES) {
      throw new NotYet("No delivery has this message yet.");
    }
  }
}
