package io.frontdesk.receptionist;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.configuration.Configurations;
import io.frontdesk.receptionist.ledger.Answers;
import io.frontdesk.receptionist.tools.Assistant;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The real one, which begins to work only when it is told to.
public final class SlowReceptionist extends Receptionist {
  private final CountDownLatch told = new CountDownLatch(1);

  public SlowReceptionist(
      Answers answers,
      Assistant assistant,
      Configurations configurations,
      Workspaces workspaces,
      Clock clock) {
    super(answers, assistant, configurations, workspaces, clock);
  }

  public void goOn() {
    told.countDown();
  }

  @Override
  public ToolAnswer answer(TenantId tenant, ToolCall call, CallRecord record) {
    try {
      if (!told.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody told it to go on");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return super.answer(tenant, call, record);
  }
}
