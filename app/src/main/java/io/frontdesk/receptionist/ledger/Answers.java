package io.frontdesk.receptionist.ledger;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.receptionist.CallRecord;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolCall;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.configuration.Configurations;
import io.frontdesk.receptionist.tools.Arguments;
import io.frontdesk.receptionist.tools.Situation;
import io.frontdesk.receptionist.tools.Toolbox;
import io.frontdesk.tenancy.Workspaces;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// Answers each tool call exactly once: its effect and its stored answer share a transaction.
@Service
public class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final Duration RETRY_WITHIN = Duration.ofMillis(1_500);
  private static final int LONGEST_ID = 200;

  // Fewer than the pool has connections: many callers at once wait here, in order, instead of
  // failing at the pool's door, and leave connections for the rest of the house.
  private static final int AT_ONCE = 12;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final TenantTransactions transactions;
  private final ToolCallStore store;
  private final Configurations configurations;
  private final Workspaces workspaces;
  private final Toolbox toolbox;
  private final JsonMapper json;
  private final MeterRegistry meters;
  private final Clock clock;

  Answers(
      TenantTransactions transactions,
      ToolCallStore store,
      Configurations configurations,
      Workspaces workspaces,
      Toolbox toolbox,
      JsonMapper json,
      MeterRegistry meters,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.configurations = configurations;
    this.workspaces = workspaces;
    this.toolbox = toolbox;
    this.json = json;
    this.meters = meters;
    this.clock = clock;
  }

  /// See [io.frontdesk.receptionist.Receptionist#answer].
  public ToolAnswer answer(TenantId tenant, ToolCall asked, CallRecord record) {
    var name = ToolName.find(asked.name()).orElse(null);
    long started = System.nanoTime();
    var answer = inTurn(tenant, asked, record, name, started);
    meters
        .timer(
            "frontdesk.receptionist.tool",
            "tool",
            name == null ? "unknown" : name.spelling(),
            "outcome",
            answer.outcome())
        .record(Duration.ofNanos(System.nanoTime() - started));
    return answer;
  }

  /// Answers and rolls everything back: for trying out.
  public ToolAnswer rehearse(TenantId tenant, ToolCall call) {
    var name = ToolName.find(call.name()).orElse(null);
    try {
      transactions.write(
          tenant,
          () -> {
            store.boundTransaction(tenant);
            store.claim(
                tenant,
                call.call(),
                call.toolCallId(),
                "rehearsal",
                digest(call.arguments()),
                clock.instant());
            throw new Rehearsed(work(tenant, call, name));
          });
      throw new IllegalStateException("a rehearsal always rolls back");
    } catch (Rehearsed rehearsed) {
      return rehearsed.answer;
    } catch (Refusal refusal) {
      return refused(refusal);
    }
  }

  private ToolAnswer inTurn(
      TenantId tenant, ToolCall asked, CallRecord record, @Nullable ToolName name, long started) {
    try {
      if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("tool {} of tenant {} did not get its turn", name, tenant);
        return Toolbox.fallback(asked);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Toolbox.fallback(asked);
    }
    try {
      return guarded(tenant, asked, record, name, started);
    } finally {
      turns.release();
    }
  }

  private ToolAnswer guarded(
      TenantId tenant, ToolCall asked, CallRecord record, @Nullable ToolName name, long started) {
    try {
      var call = identified(asked);
      try {
        return retrying(
            started, () -> once(tenant, call, record, name, placed -> work(tenant, placed, name)));
      } catch (Refusal refusal) {
        // What the tool did is rolled back; that it was refused is still the answer.
        return once(tenant, call, record, name, _ -> refused(refusal));
      }
    } catch (RuntimeException broken) {
      LOG.error("tool {} of tenant {} failed", name, tenant, broken);
      return Toolbox.fallback(asked);
    }
  }

  // A concurrent duplicate waits at the claim until the first has committed (then reads its answer)
  // or rolled back (then does the work itself).
  private ToolAnswer once(
      TenantId tenant,
      ToolCall asked,
      CallRecord record,
      @Nullable ToolName name,
      Function<ToolCall, ToolAnswer> work) {
    return transactions.write(
        tenant,
        () -> {
          long started = System.nanoTime();
          store.boundTransaction(tenant);
          var call = record.open(asked);
          boolean mine =
              store.claim(
                  tenant,
                  call.call(),
                  call.toolCallId(),
                  name == null ? "unknown" : name.spelling(),
                  digest(call.arguments()),
                  clock.instant());
          if (!mine) {
            var stored =
                store
                    .find(tenant, call.call(), call.toolCallId())
                    .map(text -> json.readValue(text, ToolAnswer.class))
                    .orElseThrow(() -> new IllegalStateException("an answered call has no answer"));
            record.answered(call.call(), stored);
            return stored;
          }
          var answer = work.apply(call);
          store.answered(
              tenant,
              call.call(),
              call.toolCallId(),
              answer.outcome(),
              json.writeValueAsString(answer),
              (System.nanoTime() - started) / 1_000);
          record.answered(call.call(), answer);
          return answer;
        });
  }

  private ToolAnswer work(TenantId tenant, ToolCall call, @Nullable ToolName name) {
    toolbox.learnLine(tenant, call);
    var workspace = workspaces.require(tenant);
    var configuration = configurations.current(workspace);
    if (name == null) {
      return Toolbox.notOffered(configuration);
    }
    return toolbox.answer(
        name,
        new Situation(
            workspace, configuration, call, new Arguments(call.arguments()), clock.instant()));
  }

  private static ToolAnswer refused(Refusal refusal) {
    return ToolAnswer.of(
        "refused",
        Map.of("success", false, "error", "INVALID_INPUT", "reason", refusal.code()),
        "I'm sorry, that didn't work: " + refusal.text() + ".");
  }

  private ToolAnswer retrying(long started, Supplier<ToolAnswer> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (ConcurrencyFailureException lost) {
        // Two callers crossed each other's locks; one of them simply tries again.
        if (attempt == 3 || System.nanoTime() - started > RETRY_WITHIN.toNanos()) {
          throw lost;
        }
      }
    }
  }

  // The platform names its tool calls; where it does not, or absurdly, the same words count as the
  // same call.
  private ToolCall identified(ToolCall call) {
    var id = call.toolCallId();
    boolean usable =
        !id.isBlank() && id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > 31 && c < 127);
    if (usable) {
      return call;
    }
    var digest =
        HexFormat.of()
            .formatHex(sha256(id + "\n" + call.name() + "\n" + canonical(call.arguments())));
    return new ToolCall(
        call.call(), "digest-" + digest, call.name(), call.arguments(), call.caller(), call.line());
  }

  private byte[] digest(Map<String, Object> arguments) {
    return sha256(canonical(arguments));
  }

  private String canonical(Map<String, Object> arguments) {
    return json.writeValueAsString(new TreeMap<>(arguments));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Rehearsed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ToolAnswer answer;

    Rehearsed(ToolAnswer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }
}
