/// E-mail addresses.
@NullMarked
package io.frontdesk.platform.mail;

import org.jspecify.annotations.NullMarked;
