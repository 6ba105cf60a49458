/// How much of their time people, rooms and services are booked, and who did not come. Reads only.
@NullMarked
package io.frontdesk.calendar.report;

import org.jspecify.annotations.NullMarked;
