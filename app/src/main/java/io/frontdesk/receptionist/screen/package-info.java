/// The pages of the receptionist.
@NullMarked
package io.frontdesk.receptionist.screen;

import org.jspecify.annotations.NullMarked;
