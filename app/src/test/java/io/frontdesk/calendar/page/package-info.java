@NullMarked
package io.frontdesk.calendar.page;

import org.jspecify.annotations.NullMarked;
