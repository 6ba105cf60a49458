/// The webhook inbox: door, table, worker, screens.
@NullMarked
package io.frontdesk.integrations.inbox;

import org.jspecify.annotations.NullMarked;
