/// Recurring and one-off background work over PostgreSQL.
@NullMarked
package io.frontdesk.platform.jobs;

import org.jspecify.annotations.NullMarked;
