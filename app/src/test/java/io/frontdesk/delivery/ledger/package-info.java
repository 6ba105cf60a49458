@NullMarked
package io.frontdesk.delivery.ledger;

import org.jspecify.annotations.NullMarked;
