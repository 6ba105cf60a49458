/// The mail server and the people who write.
@NullMarked
package io.frontdesk.sandbox.mail;

import org.jspecify.annotations.NullMarked;
