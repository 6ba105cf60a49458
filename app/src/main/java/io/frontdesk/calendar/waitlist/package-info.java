/// Who waits for a time, and whom a freed one is offered to.
@NullMarked
package io.frontdesk.calendar.waitlist;

import org.jspecify.annotations.NullMarked;
