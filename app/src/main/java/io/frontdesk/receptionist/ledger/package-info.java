/// What was done for which tool call: exactly one effect and one answer each.
@NullMarked
package io.frontdesk.receptionist.ledger;

import org.jspecify.annotations.NullMarked;
