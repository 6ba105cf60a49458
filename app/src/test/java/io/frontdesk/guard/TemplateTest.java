package io.frontdesk.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.guard.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Pages hold no code and no style of their own, and escape everything.
class TemplateTest {
  private static final Map<String, Pattern> FORBIDDEN =
      Map.of(
          "inline script",
          Pattern.compile("<script(?![^>]*\\bsrc=)", Pattern.CASE_INSENSITIVE),
          "inline style",
          Pattern.compile("<style\\b|<[a-z][^>]*\\sstyle\\s*=\\s*[\"'$]", Pattern.CASE_INSENSITIVE),
          "event handler",
          Pattern.compile("<[a-z][^>]*\\son[a-z]+\\s*=\\s*[\"'$]", Pattern.CASE_INSENSITIVE),
          "script address",
          Pattern.compile("javascript:", Pattern.CASE_INSENSITIVE),
          "htmx code",
          Pattern.compile("\\shx-(?:on|vals=[\"']js)", Pattern.CASE_INSENSITIVE),
          "unescaped output",
          Pattern.compile("\\$unsafe|@raw\\b"));

  @Test
  void templates_hold_no_code_and_escape_everything() {
    assertThat(Sources.templates().stream().flatMap(source -> problems(source).stream()).toList())
        .isEmpty();
  }

  @Test
  void the_examples_are_rejected() {
    assertThat(problems(page("<script>alert(1)</script>"))).hasSize(1);
    assertThat(problems(page("<p style=\"color: red\">"))).hasSize(1);
    assertThat(problems(page("<button onclick=\"go()\">"))).hasSize(1);
    assertThat(problems(page("<a href=\"javascript:go()\">"))).hasSize(1);
    assertThat(problems(page("<p hx-on:click=\"go()\">"))).hasSize(1);
    assertThat(problems(page("<p>$unsafe{name}</p>"))).hasSize(1);
    assertThat(problems(page("<script src=\"/app.js\" defer></script><p>${name}</p>"))).isEmpty();
  }

  private static Source page(String text) {
    return new Source("example", "example/page.jte", text);
  }

  private static List<String> problems(Source source) {
    var text = source.text().replaceAll("(?s)<%--.*?--%>", "");
    var problems = new ArrayList<String>();
    FORBIDDEN.forEach(
        (name, pattern) -> {
          var found = pattern.matcher(text);
          if (found.find()) {
            problems.add(source.path() + ": " + name + " at " + found.group().strip());
          }
        });
    return problems;
  }
}
