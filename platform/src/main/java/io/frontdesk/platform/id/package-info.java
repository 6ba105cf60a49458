/// Identifiers that sort by creation time.
@NullMarked
package io.frontdesk.platform.id;

import org.jspecify.annotations.NullMarked;
