package io.frontdesk.integrations.vapi;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.port.VoicePlatform;
import io.frontdesk.calls.port.VoicePlatform.LiveCall;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.receptionist.CallRecord;
import io.frontdesk.receptionist.Receptionist;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolCall;
import io.frontdesk.receptionist.TransferTo;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Lets the receptionist answer tool calls while the caller waits: in their order, all within one
/// deadline, with a sentence for those that took too long.
@Component
class VapiTools implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(VapiTools.class);

  private final Calls calls;
  private final Receptionist receptionist;
  private final VoicePlatform platform;
  private final MeterRegistry meters;
  private final Clock clock;
  private final Duration deadline;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  VapiTools(
      Calls calls,
      Receptionist receptionist,
      VoicePlatform platform,
      MeterRegistry meters,
      Clock clock,
      Settings settings) {
    this.calls = calls;
    this.receptionist = receptionist;
    this.platform = platform;
    this.meters = meters;
    this.clock = clock;
    this.deadline = settings.get(IntegrationsSettings.TOOL_DEADLINE);
  }

  /// One answered use.
  record Answered(VapiMessage.ToolUse use, ToolAnswer answer) {}

  /// Who connects a caller that is to be put through.
  enum Transfer {
    /// We, by a live command: once, whoever asks how often.
    BY_US,
    /// The platform, which asked where to.
    BY_PLATFORM
  }

  /// Answers every use, in order, before the deadline. Repeatable: each use takes effect once, and
  /// asked again it has the same answer, unless the first one was too late.
  ///
  /// @param seen what the message tells of the call; may ask the database
  /// @param since when the request came in, from which the deadline counts
  List<Answered> answer(
      Connection connection,
      Supplier<CallSeen> seen,
      List<VapiMessage.ToolUse> uses,
      Instant since,
      Transfer transfer) {
    var ready = new ConcurrentLinkedQueue<Answered>();
    var work =
        CompletableFuture.runAsync(() -> work(connection, seen, uses, transfer, ready), threads);
    try {
      work.get(left(since).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      meters.counter("frontdesk.tools.late").increment();
    } catch (ExecutionException failed) {
      // Whatever went wrong, the caller hears a sentence and a person hears of it.
      LOG.error("tools of a call of tenant {} failed", connection.tenant(), failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    var answered = new ArrayList<>(ready);
    if (answered.size() < uses.size()) {
      var rest = uses.subList(answered.size(), uses.size());
      apologise(connection, seen, rest);
      for (var use : rest) {
        answered.add(new Answered(use, receptionist.fallback(unplaced(use))));
      }
    }
    return answered;
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }

  private static final UUID NOWHERE = new UUID(0, 0);

  // Writing the answer takes a moment too.
  private static final Duration MARGIN = Duration.ofMillis(250);
  private static final Duration LEAST = Duration.ofMillis(100);

  private Duration left(Instant since) {
    var spent = Duration.between(since, clock.instant());
    var left = deadline.minus(MARGIN).minus(spent.isNegative() ? Duration.ZERO : spent);
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  // Goes on after the deadline: what was begun is finished and recorded.
  private void work(
      Connection connection,
      Supplier<CallSeen> seen,
      List<VapiMessage.ToolUse> uses,
      Transfer transfers,
      ConcurrentLinkedQueue<Answered> ready) {
    var tenant = connection.tenant();
    for (var use : uses) {
      long begin = System.nanoTime();
      var log = new Log(connection, seen, use, begin);
      var answer = receptionist.answer(tenant, unplaced(use), log);
      ready.add(new Answered(use, answer));
      var took = Duration.ofNanos(System.nanoTime() - begin);
      meters.timer("frontdesk.tools.answered").record(took);
      if (answer.outcome().equals(FALLBACK)) {
        var id = calls.ensure(tenant, seen.get());
        note(connection, id, use, io.frontdesk.calls.ToolUse.Outcome.FAILED, took);
        calls.attention(
            tenant, id, Attention.TROUBLE, "The receptionist could not do what was asked.");
        continue;
      }
      var transfer = answer.transfer();
      var first = log.first;
      if (first != null && transfer != null && transfers == Transfer.BY_US) {
        threads.execute(() -> transfer(connection, first, transfer));
      }
    }
  }

  /// Keeps the call's own record of one use.
  private final class Log implements CallRecord {
    private final Connection connection;
    private final Supplier<CallSeen> seen;
    private final VapiMessage.ToolUse use;
    private final long begin;
    private @Nullable CallId first;

    Log(Connection connection, Supplier<CallSeen> seen, VapiMessage.ToolUse use, long begin) {
      this.connection = connection;
      this.seen = seen;
      this.use = use;
      this.begin = begin;
    }

    @Override
    public ToolCall open(ToolCall asked) {
      var told = seen.get();
      return asked.from(calls.ensure(connection.tenant(), told), told.caller(), told.line());
    }

    @Override
    public void answered(CallId call, ToolAnswer answer) {
      var took = Duration.ofNanos(System.nanoTime() - begin);
      boolean news = note(connection, call, use, io.frontdesk.calls.ToolUse.Outcome.ANSWERED, took);
      // Tried again, the answer counts that was committed.
      first = news ? call : null;
    }
  }

  // The receptionist's word for an answer that stands for none.
  private static final String FALLBACK = "fallback";

  private boolean note(
      Connection connection,
      CallId id,
      VapiMessage.ToolUse use,
      io.frontdesk.calls.ToolUse.Outcome outcome,
      @Nullable Duration took) {
    return calls.noteTool(
        connection.tenant(),
        id,
        new io.frontdesk.calls.ToolUse(use.id(), use.name(), outcome, took, clock.instant()));
  }

  // The platform connects the caller through its control address; a tool answer can't.
  private void transfer(Connection connection, CallId id, TransferTo to) {
    var tenant = connection.tenant();
    var call = calls.find(tenant, id);
    var outcome =
        call.map(known -> platform.transfer(tenant, live(connection, known), to.number()))
            .orElse(new VoicePlatform.Answer.Refused("The call is gone."));
    switch (outcome) {
      case VoicePlatform.Answer.Accepted _ ->
          calls.apply(
              tenant, id, new CallEvent.Noted("transfer-asked", to.department(), clock.instant()));
      case VoicePlatform.Answer.Refused(var reason) ->
          calls.attention(tenant, id, Attention.TROUBLE, "Could not be put through. " + reason);
    }
  }

  // The database may be what is slow, so the caller does not wait for this either.
  private void apologise(
      Connection connection, Supplier<CallSeen> seen, List<VapiMessage.ToolUse> uses) {
    threads.execute(
        () -> {
          var tenant = connection.tenant();
          var id = calls.ensure(tenant, seen.get());
          for (var use : uses) {
            note(connection, id, use, io.frontdesk.calls.ToolUse.Outcome.LATE, null);
          }
          calls.attention(
              tenant,
              id,
              Attention.TROUBLE,
              "The receptionist took too long and offered a call back.");
        });
  }

  private static LiveCall live(Connection connection, Call call) {
    return new LiveCall(connection.id().value(), call.providerCallId(), call.controlUrl());
  }

  private static ToolCall unplaced(VapiMessage.ToolUse use) {
    return new ToolCall(new CallId(NOWHERE), use.id(), use.name(), use.arguments(), null, null);
  }
}
