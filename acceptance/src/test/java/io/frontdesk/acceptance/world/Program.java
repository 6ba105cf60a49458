package io.frontdesk.acceptance.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One of the built jars, running; what it prints is kept in memory and in a file.
public final class Program {
  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();

  private Program(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    // A read from a pipe holds on to its carrier, so a few of them would stop all virtual threads.
    Thread.ofPlatform().daemon().name(name + "-output").start(() -> read(output));
  }

  /// Starts `jar` with `arguments`, with nothing of our environment but what a JVM needs.
  public static Program start(
      String name,
      Path jar,
      List<String> jvm,
      List<String> arguments,
      Map<String, String> environment,
      Path folder)
      throws IOException {
    Files.createDirectories(folder);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("FRONTDESK_"));
    builder.environment().putAll(environment);
    return new Program(name, builder.start(), folder.resolve(name + ".out"));
  }

  /// Waits for a line that `pattern` finds something in.
  ///
  /// @throws AssertionError with the program's last words when it ends or does not come in time
  public Matcher await(String pattern, Duration patience) throws InterruptedException {
    var wanted = Pattern.compile(pattern);
    return await(
        line -> {
          var matcher = wanted.matcher(line);
          return matcher.find() ? matcher : null;
        },
        "a line with " + pattern,
        patience);
  }

  /// Everything printed so far.
  public List<String> output() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /// SIGTERM, and SIGKILL when that takes too long.
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// SIGKILL: no last words.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public Optional<Integer> exitCode() {
    return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
  }

  private <T> T await(Function<String, @Nullable T> wanted, String what, Duration patience)
      throws InterruptedException {
    long giveUp = System.nanoTime() + patience.toNanos();
    int seen = 0;
    while (true) {
      var all = output();
      for (; seen < all.size(); seen++) {
        var found = wanted.apply(all.get(seen));
        if (found != null) {
          return found;
        }
      }
      if (System.nanoTime() > giveUp || (!process.isAlive() && output().size() == seen)) {
        throw new AssertionError(
            name
                + (process.isAlive() ? " did not print " : " ended before it printed ")
                + what
                + ":\n"
                + String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size())));
      }
      Thread.sleep(50);
    }
  }

  private void read(Path output) {
    try (var reader = process.inputReader(StandardCharsets.UTF_8);
        var copy =
            Files.newBufferedWriter(output, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        copy.write(line);
        copy.newLine();
        copy.flush();
      }
    } catch (IOException ended) {
      synchronized (lines) {
        lines.add("(output ended: " + ended.getMessage() + ")");
      }
    }
  }
}
