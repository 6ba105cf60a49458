/// Files that must survive what kills the machine.
@NullMarked
package io.frontdesk.platform.file;

import org.jspecify.annotations.NullMarked;
