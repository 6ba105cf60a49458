package io.frontdesk.acceptance.world;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One world for all suites that don't end programs, so that a whole run starts it once.
public final class Shared {
  private static @Nullable World world;

  private Shared() {}

  public static synchronized World world() throws IOException, InterruptedException {
    var known = world;
    if (known == null) {
      known = World.start("shared", Map.of());
      Runtime.getRuntime().addShutdownHook(new Thread(known::close));
      world = known;
    }
    known.outside().post("reset");
    return known;
  }
}
