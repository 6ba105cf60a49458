package io.frontdesk;

import io.frontdesk.platform.error.StartupProblem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/// A first look at the started program, so that the JVM's start-up cache also holds what the first
/// requests need.
final class Training {
  private static final List<String> LOOKED_AT = List.of("/health/ready", "/sign-in", "/nothing");

  private Training() {}

  static void of(int port) {
    try (var client = HttpClient.newHttpClient()) {
      for (var path : LOOKED_AT) {
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.discarding());
      }
    } catch (IOException e) {
      throw new StartupProblem("The program does not answer itself", "See the log.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
