/// Secret addresses under which calendar programs read our appointments.
@NullMarked
package io.frontdesk.calendar.feed;

import org.jspecify.annotations.NullMarked;
