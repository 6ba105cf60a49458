package io.frontdesk.conversations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.web.Idempotency;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Pictures for programs: uploaded here, then named in `POST /api/v1/messages`.
@RestController
@RequestMapping("/api/v1/pictures")
class PicturesApi {
  private final Pictures pictures;
  private final Idempotency idempotency;
  private final JsonMapper json;

  PicturesApi(Pictures pictures, Idempotency idempotency, JsonMapper json) {
    this.pictures = pictures;
    this.idempotency = idempotency;
    this.json = json;
  }

  /// Keeps a picture for a message within a day; the body is the file. What it is, its bytes say,
  /// not its type. Repeatable with an `Idempotency-Key`.
  @PostMapping(consumes = {"image/*", MediaType.APPLICATION_OCTET_STREAM_VALUE})
  @Needs(Permission.SEND_MESSAGES)
  ResponseEntity<String> add(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody(required = false) byte @Nullable [] file) {
    var sent = file == null ? new byte[0] : file;
    // Before the transaction, though a repeat needs it not: it takes a processor, not a connection.
    var made = pictures.make(caller.tenant(), "The picture", sent);
    var answer =
        idempotency.once(
            caller.tenant(),
            key,
            "POST /api/v1/pictures",
            digest(sent),
            () ->
                new Idempotency.Answer(
                    201,
                    json.writeValueAsString(
                        PictureView.of(pictures.add(caller.tenant(), made, caller.actor())))));
    var id = json.readTree(answer.body()).get("id").asString();
    return ResponseEntity.status(answer.status())
        .header("Location", "/api/v1/pictures/" + id)
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.body());
  }

  /// The picture itself.
  @GetMapping("/{id}")
  @Needs(Permission.VIEW_INBOX)
  void picture(Caller caller, @PathVariable UUID id, HttpServletResponse response)
      throws IOException {
    pictures.require(caller.tenant(), new PictureId(id)).write(response);
  }

  /// Deletes one that was not sent.
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Needs(Permission.SEND_MESSAGES)
  void discard(Caller caller, @PathVariable UUID id) {
    pictures.discard(caller.tenant(), new PictureId(id), caller.actor());
  }

  private static String digest(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
