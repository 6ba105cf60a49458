package io.frontdesk.platform.log;

import io.frontdesk.platform.tenant.TenantId;
import org.slf4j.MDC;

/// What every log line of the current thread carries beside its text: ids only.
public final class LogContext {
  public static final String REQUEST = "request";
  public static final String TENANT = "tenant";
  public static final String CALL = "call";
  public static final String JOB = "job";

  /// Ends a context; closing restores what was before.
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  private LogContext() {}

  /// Lines until the scope is closed carry the tenant.
  public static Scope tenant(TenantId tenant) {
    return with(TENANT, tenant.toString());
  }

  /// Lines until the scope is closed carry `value` as `key`.
  public static Scope with(String key, String value) {
    var before = MDC.get(key);
    MDC.put(key, value);
    return () -> {
      if (before == null) {
        MDC.remove(key);
      } else {
        MDC.put(key, before);
      }
    };
  }
}
