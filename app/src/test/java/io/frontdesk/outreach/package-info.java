/// Outreach from the outside: plans, feeding, states, screens and API.
@NullMarked
package io.frontdesk.outreach;

import org.jspecify.annotations.NullMarked;
