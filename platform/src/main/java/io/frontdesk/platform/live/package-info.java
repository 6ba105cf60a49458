/// The per-tenant event log that screens follow.
@NullMarked
package io.frontdesk.platform.live;

import org.jspecify.annotations.NullMarked;
