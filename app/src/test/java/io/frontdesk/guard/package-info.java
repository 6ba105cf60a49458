/// What holds the shape of the house. Each guard is tried on an example it must reject.
@NullMarked
package io.frontdesk.guard;

import org.jspecify.annotations.NullMarked;
