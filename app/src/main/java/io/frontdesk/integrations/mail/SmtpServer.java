package io.frontdesk.integrations.mail;

import io.frontdesk.platform.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// A mail server to hand e-mail to.
///
/// @param security `starttls` (refused when the server does not offer it), `tls`, or `none`
/// @param user empty for no sign-in
/// @param ours the operator named it, so it may stand in our own network
/// @param tenant whose it is: lines and breakers are not shared between workspaces
record SmtpServer(
    String host,
    int port,
    String security,
    String user,
    String password,
    boolean ours,
    @Nullable TenantId tenant) {
  SmtpServer(String host, int port, String security, String user, String password) {
    this(host, port, security, user, password, false, null);
  }

  @Override
  public String toString() {
    return "SmtpServer[" + security + "]";
  }
}
