/// Rows of services, staff and resources.
@NullMarked
package io.frontdesk.calendar.catalogue;

import org.jspecify.annotations.NullMarked;
