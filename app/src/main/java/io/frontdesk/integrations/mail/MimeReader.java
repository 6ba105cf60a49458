package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.mail.IncomingMail.Kind;
import io.frontdesk.integrations.mail.IncomingMail.Returned;
import io.frontdesk.platform.mail.EmailAddress;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimePartDataSource;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads an e-mail, however broken: what cannot be read is left out, never thrown. Bounded in text,
/// parts and depth.
final class MimeReader {
  private static final int MOST_TEXT_BYTES = 256 * 1024;
  private static final int MOST_PARTS = 200;
  private static final int DEEPEST = 20;
  private static final int MOST_FILES = 20;
  private static final int MOST_RETURNED = 20;
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final Charset LATIN = Charset.forName("windows-1252");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"(),:;\\[\\]]+@[^\\s<>\"(),:;]+");
  private static final Pattern STATUS =
      Pattern.compile("(?im)^Status:\\s*([245]\\.\\d{1,3}\\.\\d{1,3})");
  private static final Pattern ACTION = Pattern.compile("(?im)^Action:\\s*([a-z]+)");
  // Some providers also tell when a person took a complaint back: `not-spam`.
  private static final Pattern COMPLAINT =
      Pattern.compile("(?im)^Feedback-Type:\\s*(abuse|fraud|virus|opt-out|opt-out-list|other)\\b");
  private static final Pattern TO_MANY = Pattern.compile("(?i)\\s*(bulk|list|junk)\\s*");
  private static final Set<String> PROGRAMS = Set.of("mailer-daemon", "postmaster");

  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder html = new StringBuilder();
  private final StringBuilder status = new StringBuilder();
  private final StringBuilder feedback = new StringBuilder();
  private final List<String> files = new ArrayList<>();
  private final List<String> reported = new ArrayList<>();
  private int room = MOST_TEXT_BYTES;
  private int parts;

  private MimeReader() {}

  /// @param raw the message, or its beginning
  static IncomingMail read(byte[] raw) {
    return new MimeReader().mail(raw);
  }

  private IncomingMail mail(byte[] raw) {
    var message = message(raw);
    var type = type(message);
    walk(message, 0);
    var own = MailIds.in(header(message, "Message-ID")).stream().findFirst();
    var from = addresses(header(message, "From")).stream().findFirst();
    var written = !plain.toString().isBlank() ? plain.toString() : HtmlText.of(html.toString());
    return new IncomingMail(
        kind(message, type, from.map(Named::address).orElse(null)),
        own.orElseGet(() -> "digest:" + digest(raw)),
        from.map(Named::address).orElse(null),
        from.map(Named::name).orElse(null),
        line(unfolded(header(message, "Subject")), 255),
        clean(OwnWords.of(written)),
        files,
        MailIds.in(
            String.join(
                " ",
                or(header(message, "References")),
                or(header(message, "In-Reply-To")),
                own.orElse(""))),
        Stream.of("To", "Cc", "Delivered-To", "X-Original-To")
            .flatMap(name -> addresses(header(message, name)).stream())
            .map(Named::address)
            .toList(),
        returned());
  }

  private Kind kind(MimePart message, String type, @Nullable EmailAddress from) {
    if (type.equals("multipart/report")) {
      if (COMPLAINT.matcher(feedback).find()) {
        return Kind.COMPLAINT;
      }
      return status.isEmpty() ? Kind.AUTOMATIC : Kind.REPORT;
    }
    var auto = or(header(message, "Auto-Submitted")).strip().toLowerCase(Locale.ROOT);
    var precedence = or(header(message, "Precedence"));
    if (!auto.isEmpty() && !auto.startsWith("no")
        || header(message, "X-Autoreply") != null
        || header(message, "X-Autorespond") != null
        || precedence.strip().equalsIgnoreCase("auto_reply")
        || or(header(message, "Return-Path")).strip().equals("<>")
        || from != null
            && PROGRAMS.contains(from.value().substring(0, from.value().indexOf('@')))) {
      return Kind.AUTOMATIC;
    }
    return header(message, "List-Id") != null
            || header(message, "List-Unsubscribe") != null
            || TO_MANY.matcher(precedence).matches()
        ? Kind.LIST
        : Kind.PERSON;
  }

  private MimeMessage message(byte[] raw) {
    try {
      return new MimeMessage(SESSION, new ByteArrayInputStream(raw));
    } catch (MessagingException | RuntimeException unreadable) {
      plain.append(decoded(raw, null));
      return new MimeMessage(SESSION);
    }
  }

  private void walk(MimePart part, int depth) {
    if (depth > DEEPEST || ++parts > MOST_PARTS) {
      return;
    }
    var type = type(part);
    var file = file(part);
    try {
      if (type.startsWith("multipart/")) {
        several(part, depth);
      } else if (type.equals("message/delivery-status")) {
        status.append(text(part)).append('\n');
      } else if (type.equals("message/feedback-report")) {
        feedback.append(text(part)).append('\n');
      } else if (type.equals("message/rfc822") || type.equals("text/rfc822-headers")) {
        enclosed(part, file);
      } else if (file != null || !(type.equals("text/plain") || type.equals("text/html"))) {
        name(file == null ? type : file);
      } else {
        (type.equals("text/html") ? html : plain).append(text(part)).append('\n');
      }
    } catch (MessagingException | IOException | RuntimeException unreadable) {
      name(file == null ? type : file);
    }
  }

  private void several(MimePart part, int depth) throws MessagingException, IOException {
    MimeMultipart several;
    int count;
    try {
      several = new MimeMultipart(new MimePartDataSource(part));
      count = several.getCount();
    } catch (MessagingException | RuntimeException noParts) {
      plain.append(text(part)).append('\n');
      return;
    }
    for (int i = 0; i < count; i++) {
      if (several.getBodyPart(i) instanceof MimeBodyPart one) {
        walk(one, depth + 1);
      }
    }
  }

  // A report encloses what it is about; anything else that is enclosed is a file.
  private void enclosed(MimePart part, @Nullable String file)
      throws MessagingException, IOException {
    var headers = new InternetHeaders(new ByteArrayInputStream(bytes(part)));
    var ids = MailIds.in(headers.getHeader("Message-ID", " "));
    if ((!status.isEmpty() || !feedback.isEmpty())
        && !ids.isEmpty()
        && reported.size() < MOST_RETURNED) {
      reported.add(ids.getFirst());
    } else {
      name(file == null ? "message" : file);
    }
  }

  private List<Returned> returned() {
    if (COMPLAINT.matcher(feedback).find()) {
      return reported.stream().map(id -> new Returned(id, false, "complaint")).toList();
    }
    var action = ACTION.matcher(status);
    if (reported.isEmpty() || !action.find()) {
      return List.of();
    }
    var told = action.group(1).toLowerCase(Locale.ROOT);
    if (!told.equals("failed") && !told.equals("delivered")) {
      // Delayed, relayed, expanded: nothing is settled.
      return List.of();
    }
    var code = STATUS.matcher(status);
    var why = code.find() ? code.group(1) : null;
    return reported.stream().map(id -> new Returned(id, told.equals("delivered"), why)).toList();
  }

  private void name(String file) {
    var name = line(file, 120);
    if (name != null && files.size() < MOST_FILES) {
      files.add(name);
    }
  }

  private String text(MimePart part) throws MessagingException, IOException {
    var bytes = bytes(part);
    room -= bytes.length;
    return decoded(bytes, charset(part));
  }

  private byte[] bytes(MimePart part) throws MessagingException, IOException {
    try (var in = part.getInputStream()) {
      return some(in);
    } catch (MessagingException | IOException | RuntimeException badEncoding) {
      try (var in =
          switch (part) {
            case MimeMessage whole -> whole.getRawInputStream();
            case MimeBodyPart piece -> piece.getRawInputStream();
            default -> throw badEncoding;
          }) {
        return some(in);
      }
    }
  }

  // As far as it can be decoded.
  private byte[] some(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[8192];
    try {
      while (bytes.size() < room) {
        int read = in.read(chunk, 0, Math.min(chunk.length, room - bytes.size()));
        if (read < 0) {
          break;
        }
        bytes.write(chunk, 0, read);
      }
    } catch (IOException broken) {
      if (bytes.size() == 0) {
        throw broken;
      }
    }
    return bytes.toByteArray();
  }

  private static @Nullable String charset(MimePart part) {
    try {
      var type = part.getContentType();
      return type == null ? null : new ContentType(type).getParameter("charset");
    } catch (MessagingException | RuntimeException unreadable) {
      return null;
    }
  }

  // Many say ASCII or Latin-1, or nothing, and mean UTF-8; it is hard to be valid UTF-8 by chance.
  private static String decoded(byte[] bytes, @Nullable String name) {
    var named = charset(name);
    if (named.isPresent()) {
      return new String(bytes, named.get());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      return new String(bytes, LATIN);
    }
  }

  // Empty where the name says nothing that can be relied on.
  private static Optional<Charset> charset(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(MimeUtility.javaCharset(name.strip())))
          .filter(
              one ->
                  !one.equals(StandardCharsets.US_ASCII)
                      && !one.equals(StandardCharsets.ISO_8859_1)
                      && !one.equals(LATIN));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Optional.empty();
    }
  }

  private static String type(MimePart part) {
    try {
      var text = part.getContentType();
      return text == null
          ? "text/plain"
          : new ContentType(text).getBaseType().toLowerCase(Locale.ROOT);
    } catch (MessagingException | RuntimeException unreadable) {
      return "text/plain";
    }
  }

  private static @Nullable String file(MimePart part) {
    try {
      var name = unfolded(part.getFileName());
      return name == null && "attachment".equalsIgnoreCase(part.getDisposition()) ? "file" : name;
    } catch (MessagingException | RuntimeException unreadable) {
      return null;
    }
  }

  private static @Nullable String header(MimePart part, String name) {
    try {
      return part.getHeader(name, " ");
    } catch (MessagingException | RuntimeException unreadable) {
      return null;
    }
  }

  private record Named(EmailAddress address, @Nullable String name) {}

  private static List<Named> addresses(@Nullable String header) {
    if (header == null) {
      return List.of();
    }
    var found = new ArrayList<Named>();
    try {
      for (var one : InternetAddress.parseHeader(header, false)) {
        if (one.getAddress() != null) {
          EmailAddress.parse(one.getAddress())
              .ifPresent(address -> found.add(new Named(address, line(one.getPersonal(), 200))));
        }
      }
    } catch (AddressException | RuntimeException unreadable) {
      found.clear();
    }
    if (found.isEmpty()) {
      ADDRESS
          .matcher(header)
          .results()
          .limit(20)
          .flatMap(match -> EmailAddress.parse(match.group()).stream())
          .forEach(address -> found.add(new Named(address, null)));
    }
    return found;
  }

  // Encoded words made readable; as they stand when they can't be.
  private static @Nullable String unfolded(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var one = MimeUtility.unfold(text);
    try {
      return MimeUtility.decodeText(one);
    } catch (IOException | RuntimeException unreadable) {
      return one;
    }
  }

  private static @Nullable String line(@Nullable String text, int most) {
    if (text == null) {
      return null;
    }
    var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.isEmpty()) {
      return null;
    }
    return clean(line.length() <= most ? line : line.substring(0, most));
  }

  // PostgreSQL's text holds everything but NUL; half a surrogate pair can't be encoded.
  private static String clean(String text) {
    var bytes = text.replace("\0", "").getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String digest(byte[] raw) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
