package io.frontdesk.integrations.mail;

import io.frontdesk.delivery.Senders;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.policy.Channel;
import java.util.List;
import org.springframework.stereotype.Component;

/// The form of a connection with a mail server that sends.
@Component
class SmtpConnection implements ConnectionKind {
  static final String PROVIDER = "smtp";
  static final String HOST = "host";
  static final String PORT = "port";
  static final String SECURITY = "security";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String FROM = "from";
  static final String FROM_NAME = "from-name";

  private final Settings settings;
  private final Senders senders;
  private final MailHosts hosts;
  private final SmtpPool pool;

  SmtpConnection(Settings settings, Senders senders, MailHosts hosts, SmtpPool pool) {
    this.settings = settings;
    this.senders = senders;
    this.hosts = hosts;
    this.pool = pool;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Mail server (SMTP)";
  }

  @Override
  public String purpose() {
    return "E-mail";
  }

  @Override
  public String help() {
    return "Sends confirmations and answers from your own mailbox.";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        Field.text(HOST, "Server", "E.g. smtp.example.com.").matching("[A-Za-z0-9.:-]{1,253}"),
        Field.number(PORT, "Port", "587 with STARTTLS, 465 with TLS.").startingAs("587"),
        Field.choice(
            SECURITY,
            "Encryption",
            "None is for test systems only.",
            List.of("starttls", "tls", "none")),
        Field.text(USER, "User", "Often the whole address; empty for no sign-in.").optional(),
        Field.secret(PASSWORD, "Password", "Often an app password."),
        Field.text(FROM, "Sender address", "Clients see it and answer to it."),
        Field.text(FROM_NAME, "Sender name", "E.g. the name of the business.").optional());
  }

  @Override
  public List<FieldError> check(Connection connection) {
    if (EmailAddress.parse(connection.require(FROM)).isEmpty()) {
      return List.of(new FieldError(FROM, "give an e-mail address"));
    }
    int port = Integer.parseInt(connection.get(PORT, "587"));
    if (port < 1 || port > 65535) {
      return List.of(new FieldError(PORT, "give a port, 1 to 65535"));
    }
    var objection = hosts.objection(connection.require(HOST));
    if (objection.isPresent()) {
      return List.of(new FieldError(HOST, objection.get()));
    }
    return connection.get(SECURITY, "starttls").equals("none")
            && settings.profile() == Profile.PRODUCTION
        ? List.of(new FieldError(SECURITY, "production sends encrypted only"))
        : List.of();
  }

  @Override
  public void saved(Connection connection) {
    var id = connection.id().value();
    if (connection.active()) {
      var from = EmailAddress.parse(connection.require(FROM)).orElseThrow().value();
      senders.register(
          connection.tenant(),
          Channel.EMAIL,
          from,
          PROVIDER,
          id,
          connection.find(FROM_NAME).orElse(null));
      senders.keepOnly(connection.tenant(), id, from);
    } else {
      senders.removeConnection(connection.tenant(), id);
    }
  }

  @Override
  public Test test(Connection connection) {
    var problem = pool.check(server(connection));
    return problem == null ? Test.passed("The mail server answers.") : Test.failed(problem);
  }

  static SmtpServer server(Connection connection) {
    return new SmtpServer(
        connection.require(HOST),
        Integer.parseInt(connection.get(PORT, "587")),
        connection.get(SECURITY, "starttls"),
        connection.get(USER, ""),
        connection.get(PASSWORD, ""),
        false,
        connection.tenant());
  }
}
