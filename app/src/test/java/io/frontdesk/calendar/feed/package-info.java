@NullMarked
package io.frontdesk.calendar.feed;

import org.jspecify.annotations.NullMarked;
