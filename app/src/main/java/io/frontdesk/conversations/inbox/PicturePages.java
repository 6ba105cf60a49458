package io.frontdesk.conversations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/// Pictures of the reply form, chosen and taken away again, and those in the thread.
@Controller
@RequestMapping("/w/{workspace}/inbox")
class PicturePages {
  private final Pictures pictures;
  private final ChosenPictures chosen;
  private final ThreadView view;

  PicturePages(Pictures pictures, ChosenPictures chosen, ThreadView view) {
    this.pictures = pictures;
    this.chosen = chosen;
    this.view = view;
  }

  /// Adds uploaded files to the form, or takes one picture away; nothing is sent.
  ///
  /// @param remove the picture to take away
  @PostMapping("/{id}/pictures")
  @Needs(Permission.SEND_MESSAGES)
  String choose(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam MultiValueMap<String, String> form,
      @RequestParam(required = false) @Nullable List<MultipartFile> files,
      @RequestParam(required = false) @Nullable UUID remove,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      HttpServletResponse response,
      Model model) {
    var thread = view.require(caller, id);
    var writing = Writing.read(form);
    Refusal refused = null;
    if (remove != null) {
      writing = chosen.without(caller, writing, new PictureId(remove));
    } else {
      var added = chosen.with(caller, writing, files == null ? List.of() : files);
      writing = added.writing();
      refused = added.refused();
    }
    if (!htmx.isEmpty()) {
      view.choose(
          caller,
          thread,
          writing.channel().equals("email") ? Channel.EMAIL : Channel.SMS,
          writing,
          refused == null ? null : ThreadView.first(refused),
          model);
      model.addAttribute("alone", true).addAttribute("removed", remove != null);
      return "inbox/pictures";
    }
    if (refused != null) {
      response.setStatus(422);
    }
    view.fill(caller, id, model);
    view.compose(caller, id, writing, refused, model);
    model.addAttribute("frame", frame);
    return "inbox/thread";
  }

  /// One picture. The browser may keep it, and asks each time whether it still may show it.
  @GetMapping("/pictures/{picture}")
  @Needs(Permission.VIEW_INBOX)
  void picture(
      Caller caller,
      @PathVariable UUID picture,
      @RequestHeader(name = "If-None-Match", defaultValue = "") String known,
      HttpServletResponse response)
      throws IOException {
    var file = pictures.require(caller.tenant(), new PictureId(picture));
    var tag = "\"" + picture + "\"";
    response.setHeader("Cache-Control", "private, no-cache");
    response.setHeader("ETag", tag);
    if (known.equals(tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    file.write(response);
  }
}
