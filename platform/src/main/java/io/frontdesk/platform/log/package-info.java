/// What the program writes about itself: JSON lines in a file, short lines on the terminal, and
/// nothing about people in either.
@NullMarked
package io.frontdesk.platform.log;

import org.jspecify.annotations.NullMarked;
