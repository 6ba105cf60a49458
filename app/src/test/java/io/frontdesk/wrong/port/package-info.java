/// A port that a store must not call.
@NullMarked
package io.frontdesk.wrong.port;

import org.jspecify.annotations.NullMarked;
