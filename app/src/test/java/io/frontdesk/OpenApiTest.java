package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.access.Needs;
import io.frontdesk.testing.ApiContract;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// `docs/openapi.yaml` tells of each operation, permission and parameter of the API, and of no
/// other; [ApiContract] holds answers against it.
@FrontdeskTest
class OpenApiTest {
  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mapping;

  @Test
  void each_operation_is_told_with_its_permission_and_its_parameters_and_no_other() {
    assertThat(told().entrySet()).containsExactlyInAnyOrderElementsOf(built().entrySet());
  }

  @Test
  void operations_have_names_of_their_own_and_a_summary() {
    assertThat(
            ApiContract.operations().stream().map(one -> one.node().path("operationId").asString()))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z][A-Za-z]+"));
    assertThat(
            ApiContract.operations().stream().map(one -> one.node().path("summary").asString("")))
        .doesNotContain("");
  }

  private static Map<String, String> told() {
    var told = new TreeMap<String, String>();
    for (var one : ApiContract.operations()) {
      var parts = new TreeSet<String>();
      parts.add("needs " + one.node().at("/security/0/key/0").asString());
      for (var parameter : one.parameters()) {
        parts.add(parameter(parameter));
      }
      var body = one.node().path("requestBody");
      if (!body.isMissingNode()) {
        parts.add("body" + (body.path("required").booleanValue() ? " required" : ""));
      }
      told.put(one.name(), String.join(", ", parts));
    }
    return told;
  }

  private static String parameter(JsonNode told) {
    var where = told.path("in").asString();
    return parameter(
        where,
        told.path("name").asString(),
        // A header that must be there is asked for by the handler, which then says why.
        !where.equals("header") && told.path("required").booleanValue(),
        told.path("schema").has("default") ? told.path("schema").path("default").asString() : null);
  }

  private static String parameter(
      String where, String name, boolean required, @Nullable String standard) {
    return where
        + " "
        + name
        + (required ? " required" : "")
        + (standard == null ? "" : " = '" + standard + "'");
  }

  private Map<String, String> built() {
    var built = new TreeMap<String, String>();
    mapping
        .getHandlerMethods()
        .forEach(
            (info, handler) ->
                paths(info)
                    .filter(path -> path.startsWith("/api/v1/"))
                    .filter(path -> !path.startsWith(ApiContract.TEST_DOORS))
                    .forEach(
                        path ->
                            info.getMethodsCondition()
                                .getMethods()
                                .forEach(
                                    method -> built.put(method + " " + path, parts(handler)))));
    return built;
  }

  private static Stream<String> paths(RequestMappingInfo info) {
    var patterns = info.getPathPatternsCondition();
    return patterns == null ? Stream.of() : patterns.getPatternValues().stream();
  }

  private static String parts(HandlerMethod handler) {
    var parts = new TreeSet<String>();
    var needs = handler.getMethodAnnotation(Needs.class);
    parts.add("needs " + (needs == null ? "nothing" : needs.value()));
    for (var parameter : handler.getMethodParameters()) {
      parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
      var own = String.valueOf(parameter.getParameterName());
      for (Annotation annotation : parameter.getParameterAnnotations()) {
        switch (annotation) {
          case PathVariable _ -> parts.add(parameter("path", own, true, null));
          case RequestHeader header -> parts.add(parameter("header", header.name(), false, null));
          case RequestBody body -> parts.add("body" + (body.required() ? " required" : ""));
          case RequestParam query -> {
            var standard =
                query.defaultValue().equals(ValueConstants.DEFAULT_NONE)
                    ? null
                    : query.defaultValue();
            parts.add(parameter("query", own, standard == null && query.required(), standard));
          }
          default -> {}
        }
      }
    }
    return String.join(", ", parts);
  }
}
