package io.frontdesk;

import io.frontdesk.access.Actor;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// The whole program with one connection more: its requests are checked and read as those of the
/// generic connection, and its effect is what the peers' worker does, one INSERT of id and body
/// into `public.events`. Prints `READY` and, when it was new, the path of its hook.
public final class IngestNode {
  private static final String PROVIDER = "bench";
  private static final String NAME = "Bench";

  private IngestNode() {}

  /// @param args port, data folder, and the secret when the folder is a new one
  public static void main(String[] args) {
    var file = new Properties();
    file.setProperty("server.port", args[0]);
    file.setProperty("base.url", "http://127.0.0.1:" + args[0]);
    file.setProperty("data.folder", args[1]);
    file.setProperty("mailboxes.read", "false");
    file.setProperty("limits.hooks-per-minute", "10000000");
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    var database = DatabaseSettings.open(settings);
    var application = new SpringApplication(FrontdeskApplication.class);
    application.setDefaultProperties(
        Map.of("server.port", args[0], "server.address", "127.0.0.1", "logging.level.root", "WARN"));
    application.addInitializers(
        FrontdeskApplication.beans(settings, database),
        context ->
            ((GenericApplicationContext) context)
                .registerBean(
                    Hook.class,
                    () ->
                        new Hook(
                            context.getBean(JdbcClient.class),
                            context.getBeanProvider(WebhookAdapter.class),
                            context.getBeanProvider(ConnectionKind.class))));
    application.setRegisterShutdownHook(false);
    var context = application.run();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  context.close();
                  database.close();
                }));
    System.out.println("READY" + (args.length > 2 ? " " + path(context, args[2]) : ""));
  }

  private static String path(ConfigurableApplicationContext context, String secret) {
    var tenant =
        context
            .getBean(Workspaces.class)
            .open(new NewWorkspace(NAME, ZoneId.of("America/Chicago"), "US", "USD", null))
            .id();
    var id =
        context
            .getBean(Connections.class)
            .add(tenant, new Actor.Program("bench"), PROVIDER, NAME, fields(secret));
    return "/hooks/" + PROVIDER + "/" + id;
  }

  private static Map<String, String> fields(String secret) {
    return Map.of(
        "proof", "signature",
        "secret", secret,
        "header", "x-vapi-signature",
        "signed-content", "timestamp.body",
        "timestamp-header", "x-vapi-timestamp",
        "identity-pointer", "/id",
        "type-pointer", "/message/type",
        "order-pointer", "/message/call/id");
  }

  /// Takes what the generic connection takes; its effect is one row for each event.
  static final class Hook implements WebhookAdapter, ConnectionKind {
    private final JdbcClient db;
    private final ObjectProvider<WebhookAdapter> adapters;
    private final ObjectProvider<ConnectionKind> kinds;

    Hook(
        JdbcClient db,
        ObjectProvider<WebhookAdapter> adapters,
        ObjectProvider<ConnectionKind> kinds) {
      this.db = db;
      this.adapters = adapters;
      this.kinds = kinds;
    }

    @Override
    public String provider() {
      return PROVIDER;
    }

    @Override
    public String label() {
      return NAME;
    }

    @Override
    public String purpose() {
      return NAME;
    }

    @Override
    public boolean takesHooks() {
      return true;
    }

    @Override
    public List<Field> fields() {
      return kind().fields();
    }

    @Override
    public List<FieldError> check(Connection connection) {
      return kind().check(connection);
    }

    @Override
    public Test test(Connection connection) {
      return Test.passed("Fine.");
    }

    @Override
    public Verdict verify(Connection connection, RawRequest request) {
      return adapter().verify(connection, request);
    }

    @Override
    public Parsed parse(Connection connection, RawRequest request) {
      return adapter().parse(connection, request);
    }

    @Override
    public void handle(Connection connection, StoredEvent event) {
      handleAll(connection, List.of(event));
    }

    @Override
    public void handleAll(Connection connection, List<StoredEvent> events) {
      db.sql(
              """
              INSERT INTO public.events (event_id, payload)
              SELECT e.id, CAST(e.payload AS jsonb)
                FROM unnest(CAST(:ids AS text[]), CAST(:payloads AS text[])) AS e (id, payload)
              """)
          .param("ids", events.stream().map(Hook::id).toArray(String[]::new))
          .param(
              "payloads",
              events.stream()
                  .map(event -> new String(event.body(), StandardCharsets.UTF_8))
                  .toArray(String[]::new))
          .update();
    }

    private static String id(StoredEvent event) {
      return JsonMapper.shared().readTree(event.body()).path("id").asString();
    }

    private volatile WebhookAdapter adapter;

    private WebhookAdapter adapter() {
      var known = adapter;
      if (known == null) {
        known =
            adapters.stream()
                .filter(one -> one.provider().equals("generic"))
                .findFirst()
                .orElseThrow();
        adapter = known;
      }
      return known;
    }

    private ConnectionKind kind() {
      return kinds.stream()
          .filter(one -> one.provider().equals("generic"))
          .findFirst()
          .orElseThrow();
    }
  }
}
