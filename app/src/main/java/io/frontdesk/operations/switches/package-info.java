/// Stopping what leaves, and letting it go on.
@NullMarked
package io.frontdesk.operations.switches;

import org.jspecify.annotations.NullMarked;
