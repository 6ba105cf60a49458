/// The call log itself: how a call moves on, and its tables.
@NullMarked
package io.frontdesk.calls.log;

import org.jspecify.annotations.NullMarked;
