package io.frontdesk.integrations.twilio;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// `X-Twilio-Signature`: base64 of HMAC-SHA1 over the address and, for forms, each name and value
/// in order of the names. As in Twilio's own libraries the address counts with and without its
/// port.
final class TwilioSignature {
  private static final Pattern BODY_DIGEST = Pattern.compile("[?&]bodySHA256=([0-9a-fA-F]{64})");

  private TwilioSignature() {}

  /// @param parameters of a form; empty for a body of another type
  /// @param body the raw body; its digest is checked when the address names one
  static boolean isValid(
      String signature,
      String token,
      String url,
      Map<String, ? extends Collection<String>> parameters,
      byte[] body) {
    var digest = BODY_DIGEST.matcher(url);
    if (digest.find()
        && !MessageDigest.isEqual(HexFormat.of().parseHex(digest.group(1)), sha256(body))) {
      return false;
    }
    var fields = new StringBuilder();
    new TreeMap<String, Collection<String>>(parameters)
        .forEach(
            (name, values) ->
                new TreeSet<>(values).forEach(value -> fields.append(name).append(value)));
    var given = signature.getBytes(StandardCharsets.UTF_8);
    boolean valid = false;
    for (var form : forms(url)) {
      valid |= MessageDigest.isEqual(given, sign(token, form + fields));
    }
    return valid;
  }

  /// The address as it stands, with its port, and without.
  private static List<String> forms(String url) {
    var forms = new LinkedHashSet<String>();
    forms.add(url);
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException oddQuery) {
      return new ArrayList<>(forms);
    }
    var host = address.getHost();
    if (host != null) {
      int from = url.indexOf("://") + 3;
      int end = from + (address.getRawAuthority() == null ? 0 : address.getRawAuthority().length());
      int port =
          address.getPort() >= 0
              ? address.getPort()
              : "https".equals(address.getScheme()) ? 443 : 80;
      forms.add(url.substring(0, from) + host + url.substring(end));
      forms.add(url.substring(0, from) + host + ":" + port + url.substring(end));
    }
    return new ArrayList<>(forms);
  }

  private static byte[] sign(String token, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA1", missing);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
