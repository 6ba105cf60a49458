/// PostgreSQL: the embedded server, the three roles, tenant transactions, the isolation self-check.
@NullMarked
package io.frontdesk.platform.db;

import org.jspecify.annotations.NullMarked;
