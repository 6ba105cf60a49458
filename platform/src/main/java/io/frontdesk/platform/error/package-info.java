/// Refusals with stable codes, told once to people and programs.
@NullMarked
package io.frontdesk.platform.error;

import org.jspecify.annotations.NullMarked;
