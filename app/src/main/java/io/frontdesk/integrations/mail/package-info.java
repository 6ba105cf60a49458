/// E-mail: out over SMTP, in over IMAP.
@NullMarked
package io.frontdesk.integrations.mail;

import org.jspecify.annotations.NullMarked;
