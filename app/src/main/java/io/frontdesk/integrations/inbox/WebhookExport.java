package io.frontdesk.integrations.inbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Dead letters as lines of a file: CSV for a person's table, NDJSON with the bodies for a program.
enum WebhookExport {
  CSV("text/csv;charset=UTF-8", "csv") {
    @Override
    String head() {
      return "id,provider,connection,type,key,received,attempts,failure,reason\r\n";
    }

    @Override
    String line(WebhookListStore.Kept row, byte[] body) {
      return List.of(
                  row.id().toString(),
                  row.provider(),
                  row.connection().toString(),
                  row.type(),
                  row.orderingKey(),
                  row.receivedAt().toString(),
                  Integer.toString(row.attempts()),
                  text(row.failure()),
                  text(row.error()))
              .stream()
              .map(WebhookExport::cell)
              .collect(Collectors.joining(","))
          + "\r\n";
    }
  },
  NDJSON("application/x-ndjson;charset=UTF-8", "ndjson") {
    @Override
    String head() {
      return "";
    }

    @Override
    String line(WebhookListStore.Kept row, byte[] body) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("id", row.id().toString());
      line.put("provider", row.provider());
      line.put("connection", row.connection().toString());
      line.put("identity", row.identity());
      line.put("type", row.type());
      line.put("key", row.orderingKey());
      line.put("received", row.receivedAt().toString());
      line.put("attempts", row.attempts());
      line.put("failure", text(row.failure()));
      line.put("reason", text(row.error()));
      try {
        line.put(
            "body", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
      } catch (CharacterCodingException binary) {
        line.put("bodyBase64", Base64.getEncoder().encodeToString(body));
      }
      return JSON.writeValueAsString(line) + "\n";
    }
  };

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String contentType;
  private final String ending;

  WebhookExport(String contentType, String ending) {
    this.contentType = contentType;
    this.ending = ending;
  }

  String contentType() {
    return contentType;
  }

  String ending() {
    return ending;
  }

  abstract String head();

  abstract String line(WebhookListStore.Kept row, byte[] body);

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  // A cell that begins like a formula would be run by the table's program.
  private static String cell(String text) {
    var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
