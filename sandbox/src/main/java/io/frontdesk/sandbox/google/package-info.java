/// Plays Google: tokens and calendars.
@NullMarked
package io.frontdesk.sandbox.google;

import org.jspecify.annotations.NullMarked;
