package io.frontdesk.sandbox;

import io.frontdesk.sandbox.wire.Json;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/// The program. Prints one line when everything listens and ends on SIGTERM, or when its standard
/// input closes if told so.
public final class SandboxApplication {
  private SandboxApplication() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    // Loading a class holds a carrier; with two of them that ends in a deadlock now and then.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "16");
    Options options;
    try {
      options = Options.of(arguments, System.nanoTime() & 0xFFFFFF);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    var sandbox = new Sandbox(options, options.clock());
    Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
    System.out.println("SANDBOX READY " + Json.write(sandbox.ports()));
    if (options.untilStdinCloses()) {
      while (System.in.read() >= 0) {
        // what is written to us means nothing; only the end counts
      }
      System.exit(0);
    }
    new CountDownLatch(1).await();
  }
}
