package io.frontdesk.integrations.mail;

/// A mail server to hand e-mail to.
///
/// @param security `starttls` (refused when the server does not offer it), `tls`, or `none`
/// @param user empty for no sign-in
/// @param ours the operator named it, so it may stand in our own network
record SmtpServer(
    String host, int port, String security, String user, String password, boolean ours) {
  SmtpServer(String host, int port, String security, String user, String password) {
    this(host, port, security, user, password, false);
  }

  @Override
  public String toString() {
    return "SmtpServer[" + security + "]";
  }
}
