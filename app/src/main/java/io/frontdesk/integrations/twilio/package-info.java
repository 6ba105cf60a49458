/// Text messages by Twilio.
@NullMarked
package io.frontdesk.integrations.twilio;

import org.jspecify.annotations.NullMarked;
