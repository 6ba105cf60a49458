/// Calendars on Google.
@NullMarked
package io.frontdesk.integrations.google;

import org.jspecify.annotations.NullMarked;
