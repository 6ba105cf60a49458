/// Connections: their table, form and settings screens.
@NullMarked
package io.frontdesk.integrations.connect;

import org.jspecify.annotations.NullMarked;
