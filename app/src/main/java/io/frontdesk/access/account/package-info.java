/// Accounts: passwords, second factors, sessions, one-time links.
@NullMarked
package io.frontdesk.access.account;

import org.jspecify.annotations.NullMarked;
