/// The inbox: screens and API.
@NullMarked
package io.frontdesk.conversations.inbox;

import org.jspecify.annotations.NullMarked;
