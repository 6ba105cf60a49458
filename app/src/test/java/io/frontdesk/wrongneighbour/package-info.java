/// Another module, for the examples that the guards must reject.
@NullMarked
package io.frontdesk.wrongneighbour;

import org.jspecify.annotations.NullMarked;
