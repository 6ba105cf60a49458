/// The ledger of deliveries and the worker that sends what is due.
@NullMarked
package io.frontdesk.delivery.ledger;

import org.jspecify.annotations.NullMarked;
