/// Hands people of running blocks over to the delivery ledger.
@NullMarked
package io.frontdesk.outreach.feeding;

import org.jspecify.annotations.NullMarked;
