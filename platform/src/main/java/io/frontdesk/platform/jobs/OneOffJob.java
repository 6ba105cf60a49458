package io.frontdesk.platform.jobs;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.function.BiConsumer;

/// Background work for one tenant, asked for with [Jobs#schedule]. Runs at least once: it must be
/// repeatable. A failure is tried again after a growing pause; after the last attempt the job is
/// kept for a person, who may run it again.
///
/// @param <D> its data: a record that survives JSON; ids, not personal data
public interface OneOffJob<D> {
  /// Stable, with the module first, e.g. `calls.fetch-recording`.
  String name();

  /// For the operators' page: one plain sentence.
  String meaning();

  Class<D> dataType();

  void run(TenantId tenant, D data);

  /// How often it is tried before a person must look.
  default int attempts() {
    return 8;
  }

  /// Pause after the first failure; it doubles each time, up to an hour.
  default Duration firstPause() {
    return Duration.ofSeconds(5);
  }

  /// A job from its parts.
  static <D> OneOffJob<D> of(
      String name, Class<D> dataType, String meaning, BiConsumer<TenantId, D> work) {
    return new OneOffJob<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String meaning() {
        return meaning;
      }

      @Override
      public Class<D> dataType() {
        return dataType;
      }

      @Override
      public void run(TenantId tenant, D data) {
        work.accept(tenant, data);
      }
    };
  }
}
