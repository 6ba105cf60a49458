/// Screens and API of the calendar.
@NullMarked
package io.frontdesk.calendar.web;

import org.jspecify.annotations.NullMarked;
