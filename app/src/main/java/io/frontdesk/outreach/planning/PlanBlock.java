package io.frontdesk.outreach.planning;

import io.frontdesk.outreach.BlockId;
import io.frontdesk.platform.jobs.OneOffJob;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The job that plans.
@Configuration(proxyBeanMethods = false)
public class PlanBlock {
  public static final String JOB = "outreach.plan";

  /// Which block.
  public record Wanted(UUID block) {}

  @Bean
  OneOffJob<Wanted> planBlock(Planner planner) {
    return OneOffJob.of(
        JOB,
        Wanted.class,
        "Looks through an audience for whom a block will contact.",
        (tenant, wanted) -> planner.plan(tenant, new BlockId(wanted.block())));
  }
}
