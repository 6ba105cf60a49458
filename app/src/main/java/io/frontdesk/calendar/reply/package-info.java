/// What clients answer by text message.
@NullMarked
package io.frontdesk.calendar.reply;

import org.jspecify.annotations.NullMarked;
