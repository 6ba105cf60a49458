@NullMarked
package io.frontdesk.calendar;

import org.jspecify.annotations.NullMarked;
