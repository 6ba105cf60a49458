/// Calendars on CalDAV servers.
@NullMarked
package io.frontdesk.integrations.caldav;

import org.jspecify.annotations.NullMarked;
