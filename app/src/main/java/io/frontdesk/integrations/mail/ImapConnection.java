package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal.FieldError;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.MessagingException;
import java.util.List;
import org.springframework.stereotype.Component;

/// The form of a connection with a mailbox that is read.
@Component
class ImapConnection implements ConnectionKind {
  static final String PROVIDER = "imap";
  static final String HOST = "host";
  static final String PORT = "port";
  static final String SECURITY = "security";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String FOLDER = "folder";

  private final Settings settings;
  private final MailHosts hosts;

  ImapConnection(Settings settings, MailHosts hosts) {
    this.settings = settings;
    this.hosts = hosts;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Mailbox (IMAP)";
  }

  @Override
  public String purpose() {
    return "E-mail";
  }

  @Override
  public String help() {
    return "Brings e-mails that people write to you into the inbox. Nothing in the mailbox is"
        + " changed.";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.text(HOST, "Server", "E.g. imap.example.com.").matching("[A-Za-z0-9.:-]{1,253}"),
        Field.number(PORT, "Port", "993 with TLS, 143 with STARTTLS.").startingAs("993"),
        Field.choice(
            SECURITY,
            "Encryption",
            "None is for test systems only.",
            List.of("tls", "starttls", "none")),
        Field.text(USER, "User", "Often the whole address."),
        Field.secret(PASSWORD, "Password", "Often an app password."),
        Field.text(FOLDER, "Folder", "Which folder to read.").startingAs("INBOX").optional());
  }

  @Override
  public List<FieldError> check(Connection connection) {
    int port = Integer.parseInt(connection.get(PORT, "993"));
    if (port < 1 || port > 65535) {
      return List.of(new FieldError(PORT, "give a port, 1 to 65535"));
    }
    var objection = hosts.objection(connection.require(HOST));
    if (objection.isPresent()) {
      return List.of(new FieldError(HOST, objection.get()));
    }
    return connection.get(SECURITY, "tls").equals("none")
            && settings.profile() == Profile.PRODUCTION
        ? List.of(new FieldError(SECURITY, "production reads encrypted only"))
        : List.of();
  }

  @Override
  public Test test(Connection connection) {
    try (var _ = Imap.open(server(connection), hosts)) {
      return Test.passed("The mailbox can be read.");
    } catch (MessagingException failed) {
      return Test.failed(objection(failed));
    }
  }

  /// Why a mailbox can't be read, for people.
  static String objection(MessagingException failed) {
    return switch (failed) {
      case AuthenticationFailedException _ -> "The mail server refuses the user or password.";
      case FolderNotFoundException _ -> "The mailbox has no such folder.";
      default ->
          MailHosts.Forbidden.caused(failed)
                  || MailHosts.Forbidden.caused(failed.getNextException())
              ? MailHosts.Forbidden.WHY
              : "The mail server was not reached, or not securely.";
    };
  }

  static ImapServer server(Connection connection) {
    return new ImapServer(
        connection.require(HOST),
        Integer.parseInt(connection.get(PORT, "993")),
        connection.get(SECURITY, "tls"),
        connection.require(USER),
        connection.require(PASSWORD),
        connection.get(FOLDER, "INBOX"));
  }
}
