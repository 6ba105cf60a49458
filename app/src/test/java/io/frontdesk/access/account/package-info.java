/// Sign-in, attacked.
@NullMarked
package io.frontdesk.access.account;

import org.jspecify.annotations.NullMarked;
