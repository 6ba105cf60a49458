package io.frontdesk.calls.log;

import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallLine;
import io.frontdesk.platform.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Keeps a call's transcript: live lines as they come, then the report's own list, which wins.
///
/// What is shown is a function of the set of lines that came, never of their order: a live line the
/// report holds too is covered, one it misses (it came after the report was made) stays, in its
/// place by time.
@Component
public class Transcript {
  private static final int LONGEST_LINE = 8_000;

  private final TranscriptStore store;

  Transcript(TranscriptStore store) {
    this.store = store;
  }

  /// Adds a spoken line. Repeated speech is kept: lines are the same only when speaker, text and
  /// moment are.
  ///
  /// @param over the call has ended; the transcriber's guesses no longer matter
  /// @return whether the screen changed
  public boolean add(TenantId tenant, CallId call, CallEvent.Said said, boolean over) {
    var text = clean(said.text());
    if (text.isEmpty()) {
      return false;
    }
    var line =
        new CallLine(
            "l:" + said.at().toEpochMilli() + ":" + said.role().code() + ":" + digest(text),
            said.role(),
            text,
            said.whole(),
            said.at(),
            said.offset());
    if (!said.whole()) {
      return !over && store.guess(tenant, call, line);
    }
    var reported = store.of(tenant, call, TranscriptStore.Source.REPORT);
    boolean added =
        store.add(tenant, call, TranscriptStore.Source.LIVE, line, 0, isCovered(line, reported));
    store.dropGuess(tenant, call, said.role(), said.at());
    return added;
  }

  /// Takes over the report's lines.
  ///
  /// @param from when the conversation began, for lines without a time
  public void report(TenantId tenant, CallId call, List<CallEvent.Spoken> spoken, Instant from) {
    store.dropGuesses(tenant, call);
    if (spoken.isEmpty()) {
      return;
    }
    store.dropReport(tenant, call);
    var reported = inOrder(spoken, from);
    for (int i = 0; i < reported.size(); i++) {
      store.add(tenant, call, TranscriptStore.Source.REPORT, reported.get(i), i, false);
    }
    var covered =
        store.of(tenant, call, TranscriptStore.Source.LIVE).stream()
            .filter(line -> isCovered(line, reported))
            .map(CallLine::key)
            .toList();
    store.cover(tenant, call, covered);
  }

  // The report's own order stands: a line that claims to be earlier than the one before it gets its
  // time.
  private static List<CallLine> inOrder(List<CallEvent.Spoken> spoken, Instant from) {
    var lines = new ArrayList<CallLine>();
    Instant last = from;
    @Nullable Instant first = null;
    for (var one : spoken) {
      var text = clean(one.text());
      if (text.isEmpty()) {
        continue;
      }
      var at = one.at();
      if (at == null) {
        at = one.offset() == null ? last : from.plus(one.offset());
      }
      if (first != null && at.isBefore(last)) {
        at = last;
      }
      first = first == null ? at : first;
      last = at;
      lines.add(
          new CallLine(
              String.format(Locale.ROOT, "r:%06d", lines.size()),
              one.role(),
              text,
              true,
              at,
              one.offset()));
    }
    return lines;
  }

  static boolean isCovered(CallLine live, List<CallLine> reported) {
    var words = words(live.text());
    var plain = String.join(" ", words);
    for (var line : reported) {
      if (line.role() != live.role()) {
        continue;
      }
      var theirs = words(line.text());
      if ((" " + String.join(" ", theirs) + " ").contains(" " + plain + " ")
          || (near(live, line) && alike(words, new HashSet<>(theirs)))) {
        return true;
      }
    }
    return false;
  }

  // The platform's last transcription may differ in a word or two from the live one.
  private static boolean alike(List<String> words, Set<String> theirs) {
    long shared = words.stream().filter(theirs::contains).count();
    return words.size() >= 4 && shared * 10 >= words.size() * 8L;
  }

  private static boolean near(CallLine a, CallLine b) {
    return Math.abs(a.at().toEpochMilli() - b.at().toEpochMilli()) < 30_000;
  }

  private static List<String> words(String text) {
    var plain = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return plain.isEmpty() ? List.of(text) : List.of(plain.split(" ", -1));
  }

  // PostgreSQL refuses NUL in text.
  private static String clean(String text) {
    var whole = text.replace("\u0000", "").strip();
    var cut = CallStore.cut(whole, LONGEST_LINE);
    return cut == null ? "" : cut;
  }

  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
