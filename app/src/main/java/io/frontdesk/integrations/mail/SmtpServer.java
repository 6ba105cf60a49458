package io.frontdesk.integrations.mail;

/// A mail server to hand e-mail to.
///
/// @param security `starttls` (refused when the server does not offer it), `tls`, or `none`
/// @param user empty for no sign-in
record SmtpServer(String host, int port, String security, String user, String password) {
  @Override
  public String toString() {
    return "SmtpServer[" + security + "]";
  }
}
