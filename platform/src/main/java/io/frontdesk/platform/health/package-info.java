/// What tells whether the program and what it depends on are well.
@NullMarked
package io.frontdesk.platform.health;

import org.jspecify.annotations.NullMarked;
