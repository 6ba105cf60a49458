/// Everything one should not do: the examples that the guards must reject.
@NullMarked
package io.frontdesk.wrong;

import org.jspecify.annotations.NullMarked;
