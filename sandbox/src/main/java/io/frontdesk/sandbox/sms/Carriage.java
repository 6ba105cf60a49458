package io.frontdesk.sandbox.sms;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Hooks;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way of a text from a carrier to a person, with its reports: sent, then delivered or not.
final class Carriage {
  private static final Duration HOOK_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// One text under way.
  ///
  /// @param media addresses of its pictures with commas between; empty for none
  record Text(String id, String account, String from, String to, String body, String media) {
    List<String> pictures() {
      return media.isEmpty() ? List.of() : List.of(media.split(",", -1));
    }
  }

  /// Writes a report as its carrier does.
  @FunctionalInterface
  interface Report {
    /// @return null when nobody wants reports
    Hooks.@Nullable Post of(String status, @Nullable String error);
  }

  private final Hooks hooks;
  private final Faults faults;
  private final Recorder recorder;
  private final Random random;
  private final Consumer<TwilioApi.Arrived> people;
  private final Map<String, String> undeliverable = new ConcurrentHashMap<>();
  private final MediaFetch media;

  Carriage(
      Hooks hooks,
      Faults faults,
      Recorder recorder,
      long seed,
      Consumer<TwilioApi.Arrived> people) {
    this.hooks = hooks;
    this.faults = faults;
    this.recorder = recorder;
    this.random = new Random(seed);
    this.people = people;
    this.media = new MediaFetch(hooks::routed, recorder);
  }

  void undeliverable(String number, String errorCode) {
    undeliverable.put(number, errorCode);
  }

  String id(String prefix) {
    return prefix + String.format("%016x%016x", random.nextLong(), random.nextLong());
  }

  /// @param told learns each new status before the report leaves
  void carry(Text text, Report report, Consumer<String> told) {
    Thread.ofVirtual()
        .name("sms-" + text.id())
        .start(
            () -> {
              try {
                var unfetched = media.fetch(text.id(), text.pictures());
                if (unfetched != null) {
                  step(report, "undelivered", unfetched.toString(), told);
                  return;
                }
                step(report, "sent", null, told);
                var error = undeliverable.get(text.to());
                if (error != null) {
                  step(report, "undelivered", error, told);
                  return;
                }
                recorder.add(
                    "sms",
                    Json.of(
                        "sid", text.id(),
                        "account", text.account(),
                        "from", text.from(),
                        "to", text.to(),
                        "body", text.body(),
                        "media", text.media()));
                step(report, "delivered", null, told);
                people.accept(
                    new TwilioApi.Arrived(text.account(), text.from(), text.to(), text.body()));
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// Posts what a person wrote.
  void inbound(Hooks.Post post) throws InterruptedException {
    var unused = hooks.post(post, faults.meet("hooks", post.label()), HOOK_TIMEOUT, PATIENCE);
  }

  private void step(Report report, String status, @Nullable String error, Consumer<String> told)
      throws InterruptedException {
    Thread.sleep(80);
    told.accept(status);
    var post = report.of(status, error);
    if (post == null) {
      return;
    }
    var fault = faults.meet("callbacks", status);
    if (!fault.reorder() && !fault.latency().isPositive()) {
      var unused = hooks.post(post, fault, HOOK_TIMEOUT, PATIENCE);
      return;
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(fault.reorder() ? random.nextInt(500) : 0);
                var unused = hooks.post(post, fault, HOOK_TIMEOUT, PATIENCE);
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
