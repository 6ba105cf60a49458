package io.frontdesk.calls.web;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallsSettings;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.calls.recording.RecordingFiles;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.vault.Vault;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Objects;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/// Plays recordings. The link a player gets expires, is good for one person, one call and one
/// tenant, and whoever uses it must still be signed in and allowed; each opening is audited.
@Controller
@RequestMapping("/w/{workspace}/calls/{id}/recording")
class RecordingPages {
  private static final String PURPOSE = "calls.recording";

  private final CallBrowse browse;
  private final RecordingFiles files;
  private final Vault vault;
  private final AuditLog audit;
  private final Clock clock;
  private final Settings settings;

  RecordingPages(
      CallBrowse browse,
      RecordingFiles files,
      Vault vault,
      AuditLog audit,
      Clock clock,
      Settings settings) {
    this.browse = browse;
    this.files = files;
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
    this.settings = settings;
  }

  /// The player with a fresh link.
  @GetMapping
  @Needs(Permission.PLAY_RECORDINGS)
  String player(Caller caller, @PathVariable String id, Model model) {
    var recording = require(caller, id);
    audit.read(caller.tenant(), caller.actor(), "recording", id);
    var expires = clock.instant().plus(settings.get(CallsSettings.RECORDING_LINK));
    var token = vault.sign(caller.tenant(), PURPOSE, subject(caller, recording), expires);
    model
        .addAttribute("url", caller.path("/calls/" + id + "/recording/" + token))
        .addAttribute("type", Objects.requireNonNullElse(recording.mediaType(), "audio/wav"));
    return "calls/player";
  }

  /// The sound itself; players ask for ranges of it.
  @GetMapping("/{token}")
  @Needs(Permission.PLAY_RECORDINGS)
  ResponseEntity<Resource> sound(
      Caller caller, @PathVariable String id, @PathVariable String token) {
    var recording = require(caller, id);
    if (!vault.verify(caller.tenant(), PURPOSE, subject(caller, recording), token)) {
      throw new Refusal(
          Refusal.Kind.GONE, "calls.link-expired", "This link has expired; open the call again");
    }
    var file = files.path(caller.tenant(), Objects.requireNonNull(recording.file()));
    if (!Files.isRegularFile(file)) {
      throw Refusal.notFound("The recording");
    }
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(
            MediaType.parseMediaType(
                Objects.requireNonNullElse(recording.mediaType(), "audio/wav")))
        .body(new FileSystemResource(file));
  }

  private RecordingStore.Recording require(Caller caller, String id) {
    CallId call;
    try {
      call = CallId.parse(id);
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The recording");
    }
    return browse
        .recording(caller.tenant(), call)
        .filter(RecordingStore.Recording::stored)
        .orElseThrow(() -> Refusal.notFound("The recording"));
  }

  private static String subject(Caller caller, RecordingStore.Recording recording) {
    var who =
        switch (caller.actor()) {
          case Actor.Person person -> person.account().value().toString();
          case Actor.Key key -> key.key().toString();
          case Actor.Program program -> program.name();
        };
    return recording.call() + "/" + who;
  }
}
