/// Attacks on access.
@NullMarked
package io.frontdesk.access;

import org.jspecify.annotations.NullMarked;
