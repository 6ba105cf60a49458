package io.frontdesk;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Role;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// `./frontdesk bench calendar`: free times of a large clinic, alone and for many callers at once;
/// then more attempts than there are times, over the API of two nodes, one of which is killed.
///
/// What was booked is counted in SQL, apart from the program.
public final class CalendarBench {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final int CALLERS = 200;
  private static final int IN_FLIGHT = 400;
  private static final AtomicLong STATEMENTS = new AtomicLong();

  private final ConfigurableApplicationContext context;
  private final Database database;
  private final Path folder;

  private CalendarBench(ConfigurableApplicationContext context, Database database, Path folder) {
    this.context = context;
    this.database = database;
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    var folder = Files.createTempDirectory("bench-calendar");
    var file = new Properties();
    file.setProperty("data.folder", folder.toString());
    file.setProperty("server.port", "0");
    file.setProperty("mailboxes.read", "false");
    file.setProperty("delivery.dispatch", "false");
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    var settings = Settings.of(FrontdeskSettings.all(), file, Map.of());
    var database = DatabaseSettings.open(settings);
    var application = new SpringApplication(FrontdeskApplication.class);
    application.setDefaultProperties(Map.of("server.port", 0, "logging.level.root", "WARN"));
    application.addInitializers(
        FrontdeskApplication.beans(settings, database));
    application.setRegisterShutdownHook(false);
    var context = application.run();
    boolean held;
    try {
      var bench = new CalendarBench(context, database, folder);
      held = bench.slots();
      int attempts = Integer.getInteger("attempts", 10_000);
      held &= bench.attempts(attempts, false);
      held &= bench.attempts(attempts, true);
    } finally {
      context.close();
      database.close();
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
    System.out.println(held ? "every limit held" : "A LIMIT WAS NOT HELD");
    System.exit(held ? 0 : 1);
  }

  private boolean slots() throws Exception {
    var clinic = clinic();
    var availability = context.getBean(Availability.class);
    var from = Instant.now();
    var until = from.plus(Duration.ofDays(30));
    boolean held = true;
    for (int round = 0; round < 200; round++) {
      availability.slots(
          clinic.tenant(), SlotRequest.between(clinic.services().get(round % 3), from, until));
    }
    for (boolean everyPerson : new boolean[] {false, true}) {
      var times = new ArrayList<Long>();
      Counting.begin();
      long before = STATEMENTS.get();
      availability.slots(
          clinic.tenant(), SlotRequest.between(clinic.services().getFirst(), from, until));
      long queries = STATEMENTS.get() - before;
      Counting.end();
      int calls = 150;
      int found = 0;
      for (int i = 0; i < calls; i++) {
        var request = SlotRequest.between(clinic.services().get(i % 3), from, until);
        long begin = System.nanoTime();
        found +=
            availability
                .slots(clinic.tenant(), everyPerson ? request.perPerson() : request)
                .size();
        times.add(System.nanoTime() - begin);
      }
      double p95 = percentile(times, 95);
      System.out.printf(
          "slots of 30 days, 20 people, 5 resources, k of n, 10,000 appointments, %s: p50 %.1f ms,"
              + " p95 %.1f ms, %d queries, %d slots a call%n",
          everyPerson ? "each person" : "each start",
          percentile(times, 50),
          p95,
          queries,
          found / calls);
      held &= p95 < 50;
    }
    for (int days : new int[] {1, 14}) {
      // A clinic's program has been running for a while.
      callers(clinic, days, 4);
      var times = callers(clinic, days, 8);
      double p95 = percentile(times, 95);
      System.out.printf(
          "%d callers at once, %d days each, a question a second: p50 %.1f ms, p95 %.1f ms%n",
          CALLERS, days, percentile(times, 50), p95);
      held &= p95 < 200;
    }
    return held;
  }

  // Callers who each ask, think for a second, and ask again: the rhythm of calls.
  private List<Long> callers(Clinic clinic, int days, int questions) throws Exception {
    var availability = context.getBean(Availability.class);
    var times = Collections.synchronizedList(new ArrayList<Long>());
    var random = new Random(5);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        var service = clinic.services().get(caller % 3);
        int day = 1 + random.nextInt(20);
        int wait = random.nextInt(1_000);
        threads.submit(
            () -> {
              TimeUnit.MILLISECONDS.sleep(wait);
              for (int i = 0; i < questions; i++) {
                var from = Instant.now().plus(Duration.ofDays(day));
                var request = SlotRequest.between(service, from, from.plus(Duration.ofDays(days)));
                long begin = System.nanoTime();
                availability.slots(clinic.tenant(), request);
                times.add(System.nanoTime() - begin);
                TimeUnit.MILLISECONDS.sleep(1_000);
              }
              return null;
            });
      }
    }
    return times;
  }

  private record Clinic(TenantId tenant, List<ServiceId> services) {}

  private Clinic clinic() {
    var workspace = open("Clinic", "08:00", "20:00");
    var tenant = workspace.id();
    var by = new Actor.Program("bench");
    var catalogue = context.getBean(Catalogue.class);
    var people = new ArrayList<StaffId>();
    for (int i = 0; i < 20; i++) {
      people.add(catalogue.add(tenant, by, StaffDraft.of("Person " + i)).id());
    }
    var rooms = new ArrayList<ResourceId>();
    for (int i = 0; i < 5; i++) {
      rooms.add(catalogue.add(tenant, by, Resource.Kind.ROOM, "Room " + i, 2));
    }
    var services = new ArrayList<ServiceId>();
    for (int i = 0; i < 3; i++) {
      var draft =
          ServiceDraft.of("Service " + i, 30 + 15 * i, null, people)
              .buffers(0, 5)
              .needing(new Service.Need(1 + i, rooms));
      services.add(catalogue.add(tenant, by, draft).id());
    }
    var client = client(tenant, "+15555550100");
    var monday = ZonedDateTime.now(ZONE).toLocalDate().plusDays(1).atTime(8, 0).atZone(ZONE);
    context
        .getBean(TenantTransactions.class)
        .write(
            tenant,
            () -> {
              for (int i = 0; i < people.size(); i++) {
                fill(tenant, services.getFirst(), people.get(i), client, monday, i);
              }
            });
    return new Clinic(tenant, services);
  }

  // Five hundred appointments of half an hour for one person within 30 days.
  private void fill(
      TenantId tenant,
      ServiceId service,
      StaffId person,
      UUID client,
      ZonedDateTime first,
      int number) {
    context
        .getBean(JdbcClient.class)
        .sql(
            """
            WITH made AS (
              INSERT INTO calendar.appointment
                     (tenant_id, id, service_id, staff_id, contact_id, starts_at, ends_at, state,
                      source, idempotency_key, fingerprint, currency, created_at, updated_at)
              SELECT :tenant, gen_random_uuid(), :service, :staff, :client, at,
                     at + interval '30 minutes', 'booked', 'desk',
                     'fill-' || CAST(:staff AS text) || n, 'f', 'USD', now(), now()
                FROM (SELECT n, CAST(:first AS timestamptz) + n / 17 * interval '1 day'
                                + n % 17 * interval '40 minutes' AS at
                        FROM generate_series(0, 499) n) times
              RETURNING tenant_id, id, starts_at, ends_at)
            INSERT INTO calendar.occupancy
                   (tenant_id, appointment_id, subject_type, subject_id, starts_at, ends_at)
            SELECT tenant_id, id, 'staff', :staff, starts_at, ends_at FROM made
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("staff", person.value())
        .param("client", client)
        .param("first", first.plusMinutes(number % 4 * 5L).toOffsetDateTime())
        .update();
  }

  private Workspace open(String name, String from, String to) {
    var workspace =
        context
            .getBean(Workspaces.class)
            .open(new NewWorkspace(name, ZONE, "US", "USD", null));
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, List.of(TimeRange.of(from, to)));
    }
    context.getBean(OpeningHours.class).set(workspace.id(), new WeekHours(days));
    return workspace;
  }

  private UUID client(TenantId tenant, String phone) {
    return context
        .getBean(Contacts.class)
        .findOrCreate(tenant, new PhoneNumber(phone), "Client", "bench")
        .id()
        .value();
  }

  /// One time of one person.
  private record Wish(StaffId staff, Instant start) {}

  // Ten days, five people, ten times a day: 500 times, each wanted by as many of a thousand clients.
  private boolean attempts(int attempts, boolean kill) throws Exception {
    var workspace = open(kill ? "Killed" : "Contested", "09:00", "14:00");
    var tenant = workspace.id();
    var by = new Actor.Program("bench");
    var catalogue = context.getBean(Catalogue.class);
    var people = new ArrayList<StaffId>();
    for (int i = 0; i < 5; i++) {
      people.add(catalogue.add(tenant, by, StaffDraft.of("Person " + i)).id());
    }
    var service = catalogue.add(tenant, by, ServiceDraft.of("Visit", 30, null, people)).id();
    var clients = new ArrayList<UUID>();
    for (int i = 0; i < 1_000; i++) {
      clients.add(client(tenant, "+1555600%04d".formatted(i)));
    }
    var times = new ArrayList<Wish>();
    var first = LocalDate.now(ZONE).plusDays(2);
    for (int day = 0; day < 10; day++) {
      for (int half = 0; half < 10; half++) {
        for (var person : people) {
          var start = first.plusDays(day).atTime(9, 0).plusMinutes(30L * half).atZone(ZONE);
          times.add(new Wish(person, start.toInstant()));
        }
      }
    }
    var wishes = new ArrayList<Wish>();
    for (int i = 0; i < attempts; i++) {
      wishes.add(times.get(i % times.size()));
    }
    Collections.shuffle(wishes, new Random(3));
    var key =
        context
            .getBean(ApiKeys.class)
            .make(
                new Caller(tenant, workspace.slug(), by, Role.OWNER.permissions()),
                "bench",
                Role.OWNER.permissions(),
                null)
            .text();
    try (var one = new Node("one-" + kill);
        var two = new Node("two-" + kill)) {
      one.awaitReady();
      two.awaitReady();
      var run = new Attempts(List.of(one, two), key, service, clients);
      long begin = System.nanoTime();
      run.all(wishes, kill ? two : null);
      double seconds = (System.nanoTime() - begin) / 1e9;
      long booked =
          count("SELECT count(*) FROM calendar.appointment WHERE tenant_id = '%s'", tenant);
      long different =
          count(
              "SELECT count(DISTINCT (staff_id, starts_at)) FROM calendar.appointment"
                  + " WHERE tenant_id = '%s'",
              tenant);
      long overlaps =
          count(
              "SELECT count(*) FROM calendar.occupancy a JOIN calendar.occupancy b"
                  + " ON b.tenant_id = a.tenant_id AND b.subject_id = a.subject_id"
                  + " AND b.unit = a.unit AND b.appointment_id > a.appointment_id"
                  + " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
                  + " WHERE a.tenant_id = '%s' AND a.binding AND b.binding",
              tenant);
      System.out.printf(
          "%,d attempts on %d times, two nodes%s: %d booked (%d told so, %d different), %d overlaps,"
              + " %d told taken, %d of them without another time, %d other answers, %d repeats;"
              + " %.0f attempts/s, p95 %.0f ms%n",
          attempts,
          times.size(),
          kill ? ", one killed" : "",
          booked,
          run.booked.get(),
          different,
          overlaps,
          run.taken.get(),
          run.bare.get(),
          run.other.get(),
          run.repeats.get(),
          attempts / seconds,
          percentile(run.times, 95));
      int expected = Math.min(attempts, times.size());
      return booked == expected
          && run.booked.get() == expected
          && different == expected
          && overlaps == 0
          && run.taken.get() == attempts - expected
          && run.bare.get() == 0
          && run.other.get() == 0;
    }
  }

  /// Clients with a wish each; one that hears nothing asks the next node again under the same key.
  private static final class Attempts {
    final AtomicInteger booked = new AtomicInteger();
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger bare = new AtomicInteger();
    final AtomicInteger other = new AtomicInteger();
    final AtomicInteger repeats = new AtomicInteger();
    final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private final List<Node> nodes;
    private final String key;
    private final ServiceId service;
    private final List<UUID> clients;
    private final HttpClient web =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Attempts(List<Node> nodes, String key, ServiceId service, List<UUID> clients) {
      this.nodes = nodes;
      this.key = key;
      this.service = service;
      this.clients = clients;
    }

    void all(List<Wish> wishes, Node victim) throws Exception {
      var places = new Semaphore(IN_FLIGHT);
      var done = new CountDownLatch(wishes.size());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < wishes.size(); i++) {
          int number = i;
          threads.submit(
              () -> {
                places.acquire();
                try {
                  long begin = System.nanoTime();
                  one(number, wishes.get(number));
                  times.add(System.nanoTime() - begin);
                } finally {
                  places.release();
                  done.countDown();
                }
                return null;
              });
        }
        // While most times are still to be had.
        while (victim != null && done.getCount() > 0) {
          if (booked.get() > 150) {
            victim.kill();
            victim = null;
          }
          TimeUnit.MILLISECONDS.sleep(2);
        }
      }
    }

    private void one(int number, Wish wish) throws InterruptedException {
      var body =
          """
          {"service":"%s","start":"%s","staff":"%s","contact":"%s"}
          """
              .formatted(service, wish.start(), wish.staff(), clients.get(number % clients.size()));
      for (int attempt = 0; attempt < 200; attempt++) {
        var node = nodes.get((number + attempt) % nodes.size());
        try {
          var answer =
              web.send(
                  HttpRequest.newBuilder(URI.create(node.base() + "/api/v1/appointments"))
                      .header("Authorization", "Bearer " + key)
                      .header("Content-Type", "application/json")
                      .header("Idempotency-Key", "attempt-" + number)
                      .timeout(Duration.ofSeconds(60))
                      .POST(BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.ofString());
          switch (answer.statusCode()) {
            case 201 -> booked.incrementAndGet();
            case 409 -> {
              taken.incrementAndGet();
              if (!answer.body().contains("\"alternatives\":[{")) {
                bare.incrementAndGet();
              }
            }
            case 503 -> {
              repeats.incrementAndGet();
              TimeUnit.MILLISECONDS.sleep(50);
              continue;
            }
            default -> {
              if (other.incrementAndGet() < 4) {
                System.out.println("answer " + answer.statusCode() + ": " + answer.body());
              }
            }
          }
          return;
        } catch (IOException away) {
          repeats.incrementAndGet();
        }
      }
      other.incrementAndGet();
    }
  }

  /// The program as it is shipped, on this bench's database.
  private final class Node implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path out;

    Node(String name) throws IOException {
      try (var socket = new ServerSocket(0)) {
        this.port = socket.getLocalPort();
      }
      var own = Files.createDirectory(folder.resolve("node-" + name));
      // Everything but the database: keys are shared between nodes.
      try (var files = Files.list(folder)) {
        for (var each : (Iterable<Path>) files::iterator) {
          if (Files.isRegularFile(each)) {
            Files.copy(each, own.resolve(each.getFileName()));
          }
        }
      }
      this.out = own.resolve("out");
      var builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-XX:+UseG1GC",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.frontdesk.Main",
                  "run")
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      builder.environment().keySet().removeIf(key -> key.startsWith("FRONTDESK_"));
      var roles = database.roles();
      builder
          .environment()
          .putAll(
              Map.ofEntries(
                  Map.entry("FRONTDESK_DATA_FOLDER", own.toString()),
                  Map.entry("FRONTDESK_SERVER_PORT", Integer.toString(port)),
                  Map.entry("FRONTDESK_BASE_URL", base()),
                  Map.entry("FRONTDESK_MAILBOXES_READ", "false"),
                  Map.entry("FRONTDESK_LIMITS_API_PER_MINUTE", "1000000"),
                  Map.entry("FRONTDESK_DATABASE_URL", database.url()),
                  Map.entry("FRONTDESK_DATABASE_OWNER_USER", roles.owner().user()),
                  Map.entry("FRONTDESK_DATABASE_OWNER_PASSWORD", roles.owner().password()),
                  Map.entry("FRONTDESK_DATABASE_APP_USER", roles.app().user()),
                  Map.entry("FRONTDESK_DATABASE_APP_PASSWORD", roles.app().password()),
                  Map.entry("FRONTDESK_DATABASE_WORKER_USER", roles.worker().user()),
                  Map.entry("FRONTDESK_DATABASE_WORKER_PASSWORD", roles.worker().password())));
      this.process = builder.start();
    }

    String base() {
      return "http://127.0.0.1:" + port;
    }

    void awaitReady() throws Exception {
      for (int i = 0; i < 1_800; i++) {
        if (!process.isAlive()) {
          throw new IOException("a node ended: " + Files.readString(out));
        }
        try (var client = HttpClient.newHttpClient()) {
          var ready = HttpRequest.newBuilder(URI.create(base() + "/health/ready")).build();
          if (client.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          // asked again
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      throw new IOException("a node does not become ready: " + Files.readString(out));
    }

    void kill() {
      process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long count(String sql, TenantId tenant) {
    return context
        .getBean(TenantTransactions.class)
        .read(
            tenant,
            () ->
                context
                    .getBean(JdbcClient.class)
                    .sql(sql.formatted(tenant))
                    .query(Long.class)
                    .single());
  }

  private static double percentile(List<Long> nanos, int percent) {
    var sorted = nanos.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
  }

  /// Counts the statements that go to the database.
  private static final class Counting extends AppenderBase<ILoggingEvent> {
    static void begin() {
      var logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
      var counting = new Counting();
      counting.setContext(logger.getLoggerContext());
      counting.start();
      logger.setLevel(Level.DEBUG);
      logger.setAdditive(false);
      logger.addAppender(counting);
    }

    static void end() {
      var logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
      logger.detachAndStopAllAppenders();
      logger.setLevel(Level.WARN);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getMessage().startsWith("Executing prepared SQL statement")) {
        STATEMENTS.incrementAndGet();
      }
    }
  }
}
