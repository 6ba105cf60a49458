package io.frontdesk.calendar.page;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Open;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.web.Filled;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/// Settings of the booking page: whether it is published, how it looks, where it may be shown; its
/// addresses to pass on, and the script that puts it into other sites.
@Controller
class BookingPageSettings {
  private static final String PATH = "/settings/booking-page";

  private final BookingSites sites;
  private final Catalogue catalogue;
  private final String base;
  private final byte[] script;

  BookingPageSettings(BookingSites sites, Catalogue catalogue, Settings settings) {
    this.sites = sites;
    this.catalogue = catalogue;
    this.base = PlatformSettings.baseUrl(settings);
    try {
      this.script = new ClassPathResource("static/js/embed.js").getContentAsByteArray();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}" + PATH)
  String form(Caller caller, Frame frame, Model model) {
    var page = sites.of(caller.tenant());
    return form(
        caller,
        frame,
        Filled.of(
            Map.of(
                "published", String.valueOf(page.published()),
                "heading", page.heading(),
                "intro", page.intro(),
                "origins", String.join("\n", page.embedOrigins()),
                "version", String.valueOf(page.version()))),
        model);
  }

  @Needs(Permission.MANAGE_SERVICES)
  @PostMapping("/w/{workspace}" + PATH)
  String change(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> sent,
      HttpServletResponse response,
      Notice notice,
      Model model) {
    var form = Filled.of(sent);
    try {
      sites.change(
          caller.tenant(),
          form.is("published", "true"),
          form.get("heading"),
          form.get("intro"),
          form.get("origins"),
          version(form.get("version")),
          caller.actor());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return form(caller, frame, form.refused(refusal), model);
    }
    notice.say(form.is("published", "true") ? "Saved. The page is published." : "Saved.");
    return "redirect:" + caller.path(PATH);
  }

  @Needs(Permission.MANAGE_SERVICES)
  @PostMapping("/w/{workspace}" + PATH + "/logo")
  String logo(
      Caller caller,
      Frame frame,
      @RequestParam(name = "logo", required = false) @org.jspecify.annotations.Nullable
          MultipartFile logo,
      HttpServletResponse response,
      Notice notice,
      Model model)
      throws IOException {
    try {
      if (logo == null || logo.isEmpty()) {
        throw Refusal.field("logo", "Choose a picture.");
      }
      sites.logo(caller.tenant(), Logo.of(logo.getBytes()), caller.actor());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      form(caller, frame, model);
      model.addAttribute("logoError", refusal.fields().getFirst().message());
      return "calendar/page/settings";
    }
    notice.say("Logo saved.");
    return "redirect:" + caller.path(PATH);
  }

  @Needs(Permission.MANAGE_SERVICES)
  @PostMapping("/w/{workspace}" + PATH + "/logo/remove")
  String removeLogo(Caller caller, Notice notice) {
    sites.logo(caller.tenant(), null, caller.actor());
    notice.say("Logo removed.");
    return "redirect:" + caller.path(PATH);
  }

  /// The script that other sites load: it puts the page into a frame and makes it as high as its
  /// content.
  @Open("other sites load it; it holds nothing of any workspace")
  @GetMapping("/book.js")
  ResponseEntity<byte[]> script(HttpServletResponse response) {
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/javascript; charset=UTF-8"))
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
        .body(script);
  }

  private String form(Caller caller, Frame frame, Filled form, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("page", sites.of(caller.tenant()))
        .addAttribute("base", base)
        .addAttribute(
            "services",
            catalogue.services(caller.tenant()).stream().filter(Service::online).toList())
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute("logoError", null);
    return "calendar/page/settings";
  }

  private static long version(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
