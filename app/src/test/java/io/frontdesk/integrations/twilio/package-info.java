@NullMarked
package io.frontdesk.integrations.twilio;

import org.jspecify.annotations.NullMarked;
