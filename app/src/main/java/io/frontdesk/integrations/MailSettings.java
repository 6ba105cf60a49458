package io.frontdesk.integrations;

import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Setting;
import java.util.List;
import java.util.Optional;

/// The platform's own mail server, for invitations and password resets.
public final class MailSettings {
  public static final Setting<String> HOST =
      Setting.text(
          "mail.host", null, "Mail server for invitations and password resets; none when absent.");

  public static final Setting<Integer> PORT =
      Setting.whole("mail.port", 587, 1, 65535, "Port of that mail server.");

  public static final Setting<String> SECURITY =
      Setting.text("mail.security", "starttls", "How to encrypt: starttls, tls or none.")
          .guardedBy(
              (profile, text) ->
                  text != null && List.of("starttls", "tls").contains(text)
                          || "none".equals(text) && profile != Profile.PRODUCTION
                      ? Optional.empty()
                      : Optional.of("give starttls or tls (none only outside production)"));

  public static final Setting<String> USER =
      Setting.text("mail.user", "", "User of that mail server; empty for no sign-in.");

  public static final Setting<String> PASSWORD =
      Setting.secret("mail.password", "Password of that user.");

  public static final Setting<String> FROM =
      Setting.text("mail.from", "frontdesk@localhost.localdomain", "Sender of those e-mails.");

  private MailSettings() {}

  public static List<Setting<?>> all() {
    return List.of(HOST, PORT, SECURITY, USER, PASSWORD, FROM);
  }
}
