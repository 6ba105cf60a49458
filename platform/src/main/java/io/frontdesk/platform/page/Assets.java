package io.frontdesk.platform.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The files under `static`, read and compressed once. Their addresses hold a hash of all of them,
/// so browsers may keep them for ever and still see every change at once.
///
/// All style sheets are joined into `app.css`: `css/design.css` first, the modules' after it by
/// name.
public final class Assets {
  private static final Assets HERE = read("classpath*:/static/");

  /// One file as it is sent.
  ///
  /// @param gzip null when it does not get smaller
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Asset(String type, byte[] plain, byte @org.jspecify.annotations.Nullable [] gzip) {}

  private final String hash;
  private final Map<String, Asset> byPath;

  private Assets(String hash, Map<String, Asset> byPath) {
    this.hash = hash;
    this.byPath = Map.copyOf(byPath);
  }

  /// Address of a file for templates, e.g. `Assets.url("js/frontdesk.js")`.
  ///
  /// @throws IllegalArgumentException when there is no such file
  public static String url(String path) {
    if (!HERE.byPath.containsKey(path)) {
      throw new IllegalArgumentException("no static file " + path);
    }
    return "/assets/" + HERE.hash + "/" + path;
  }

  /// Address of an icon for an SVG `use` element.
  public static String icon(String name) {
    return url("vendor/lucide-1.62.0.svg") + "#" + name;
  }

  static String currentHash() {
    return HERE.hash;
  }

  static Optional<Asset> find(String path) {
    return Optional.ofNullable(HERE.byPath.get(path));
  }

  private static Assets read(String root) {
    try {
      var files = new TreeMap<String, byte[]>();
      for (var file : new PathMatchingResourcePatternResolver().getResources(root + "**/*.*")) {
        var address = file.getURL().toString();
        var path = address.substring(address.lastIndexOf("/static/") + "/static/".length());
        if (file.isReadable() && !path.endsWith(".md") && !path.endsWith(".LICENSE")) {
          files.put(path, file.getContentAsByteArray());
        }
      }
      files.put("app.css", joined(files));
      var digest = MessageDigest.getInstance("SHA-256");
      var assets = new TreeMap<String, Asset>();
      files.forEach(
          (path, content) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
            assets.put(path, new Asset(type(path), content, smaller(path, content)));
          });
      return new Assets(HexFormat.of().formatHex(digest.digest(), 0, 8), assets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] joined(Map<String, byte[]> files) {
    var sheets = new ArrayList<>(List.of("css/design.css"));
    files.keySet().stream()
        .filter(path -> path.startsWith("css/") && !path.equals("css/design.css"))
        .forEach(sheets::add);
    var all = new ByteArrayOutputStream();
    for (var sheet : sheets) {
      all.writeBytes(files.getOrDefault(sheet, new byte[0]));
      all.write('\n');
    }
    return all.toByteArray();
  }

  private static byte @org.jspecify.annotations.Nullable [] smaller(String path, byte[] content) {
    if (path.endsWith(".woff2") || path.endsWith(".png")) {
      return null;
    }
    var packed = new ByteArrayOutputStream();
    try (var gzip =
        new GZIPOutputStream(packed) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.size() < content.length ? packed.toByteArray() : null;
  }

  private static String type(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "woff2" -> "font/woff2";
      case "png" -> "image/png";
      case "webmanifest" -> "application/manifest+json";
      default -> "application/octet-stream";
    };
  }
}
