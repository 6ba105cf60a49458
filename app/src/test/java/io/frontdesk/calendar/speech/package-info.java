@NullMarked
package io.frontdesk.calendar.speech;

import org.jspecify.annotations.NullMarked;
