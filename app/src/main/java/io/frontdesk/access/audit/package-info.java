/// The audit log's table and screen.
@NullMarked
package io.frontdesk.access.audit;

import org.jspecify.annotations.NullMarked;
