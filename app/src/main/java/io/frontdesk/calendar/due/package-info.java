/// Which tenants have calendar work that is due.
@NullMarked
package io.frontdesk.calendar.due;

import org.jspecify.annotations.NullMarked;
