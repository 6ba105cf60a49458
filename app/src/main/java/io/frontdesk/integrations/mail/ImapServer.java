package io.frontdesk.integrations.mail;

/// A mailbox to read.
///
/// @param security `starttls` (refused when the server does not offer it), `tls`, or `none`
/// @param folder e.g. `INBOX`
record ImapServer(
    String host, int port, String security, String user, String password, String folder) {
  @Override
  public String toString() {
    return "ImapServer[" + security + "]";
  }
}
