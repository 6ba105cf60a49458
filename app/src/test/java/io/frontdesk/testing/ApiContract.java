package io.frontdesk.testing;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `docs/openapi.yaml`, which every answer a test gets from the API is held against: its status,
/// its type, each field, and none that is not told of. What was sent and taken is, too.
public final class ApiContract {
  /// An operation, e.g. `GET` of `/api/v1/contacts/{id}`.
  public record Operation(String method, String path, JsonNode node) {
    public String name() {
      return method + " " + path;
    }

    /// Parameters, with those that are shared.
    public List<JsonNode> parameters() {
      return node.path("parameters").valueStream().map(INSTANCE::resolved).toList();
    }
  }

  /// Doors that only tests have.
  public static final String TEST_DOORS = "/api/v1/test-";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          with ->
              with.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  /// The schemas of a reading of the document; as many as it has.
  private record Schemas(JsonNode components, Map<JsonNode, Schema> compiled) {
    Schemas(JsonNode document) {
      this(document.path("components"), new ConcurrentHashMap<>());
    }

    Schema of(JsonNode schema) {
      return compiled.computeIfAbsent(
          schema,
          one -> {
            var whole = JSON.createObjectNode();
            whole.putArray("allOf").add(one);
            whole.set("components", components);
            return REGISTRY.getSchema(whole);
          });
    }
  }

  private static final ApiContract INSTANCE = new ApiContract();

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();
  // What we answer has no field that is not told; what we are sent may have.
  private final Schemas closed;
  private final Schemas open;

  private ApiContract() {
    document = new YAMLMapper().readTree(Path.of("..", "docs", "openapi.yaml").toFile());
    open = new Schemas(document.deepCopy());
    close(document.path("components"));
    closed = new Schemas(document);
    document
        .path("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, node) -> {
                      close(node.path("responses"));
                      operations.add(new Operation(method.toUpperCase(Locale.ROOT), path, node));
                    }));
  }

  public static List<Operation> operations() {
    return List.copyOf(INSTANCE.operations);
  }

  /// @throws AssertionError when the document tells otherwise
  static void check(String method, URI uri, @Nullable String sent, Reply reply) {
    INSTANCE.held(method, uri.getRawPath(), sent, reply);
  }

  private void held(String method, String path, @Nullable String sent, Reply reply) {
    var found = find(method, path);
    if (found.isEmpty()) {
      if (reply.status() < 400 && !path.startsWith(TEST_DOORS)) {
        throw new AssertionError("docs/openapi.yaml has no " + method + " " + path);
      }
      return;
    }
    var operation = found.get();
    var responses = operation.node().path("responses");
    var told = responses.path(Integer.toString(reply.status()));
    if (told.isMissingNode() && reply.status() < 400) {
      throw new AssertionError(operation.name() + " does not tell of " + reply.status());
    }
    var content = resolved(told.isMissingNode() ? responses.path("default") : told).path("content");
    if (content.isEmpty()) {
      if (!reply.body().isEmpty()) {
        throw new AssertionError(operation.name() + " tells of no body: " + reply.body());
      }
      return;
    }
    var type = reply.header("Content-Type").orElse("").split(";", 2)[0];
    if (!content.has(type)) {
      throw new AssertionError(operation.name() + " does not tell of " + type);
    }
    if (type.startsWith("image/")) {
      return;
    }
    conforms(operation, "answers", closed, content.path(type).path("schema"), reply.json());
    if (reply.status() < 300 && sent != null) {
      operation.node().path("requestBody").path("content").valueStream().findFirst().stream()
          .forEach(
              media ->
                  conforms(operation, "takes", open, media.path("schema"), JSON.readTree(sent)));
    }
  }

  private static void conforms(
      Operation operation, String verb, Schemas schemas, JsonNode schema, JsonNode json) {
    var errors = schemas.of(schema).validate(json);
    if (!errors.isEmpty()) {
      throw new AssertionError(
          operation.name() + " " + verb + " otherwise than docs/openapi.yaml says: " + errors);
    }
  }

  // Braces of the document stand for one step of a path; what stands there literally goes first.
  private Optional<Operation> find(String method, String path) {
    return operations.stream()
        .filter(one -> one.method().equals(method))
        .filter(one -> matches(one.path(), path))
        .min(Comparator.comparingLong(one -> one.path().chars().filter(c -> c == '{').count()));
  }

  private static boolean matches(String template, String path) {
    return Pattern.matches(template.replaceAll("\\{[^}]+}", "[^/]+"), path);
  }

  private JsonNode resolved(JsonNode node) {
    var ref = node.path("$ref").asString("");
    return ref.isEmpty() ? node : document.at(ref.substring(1));
  }

  // Programs must bear fields to come; a test must not.
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && object.has("type")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiContract::close);
  }
}
