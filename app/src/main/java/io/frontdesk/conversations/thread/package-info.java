/// Threads, their messages, and how they follow deliveries.
@NullMarked
package io.frontdesk.conversations.thread;

import org.jspecify.annotations.NullMarked;
