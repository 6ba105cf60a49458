/// Makes the plan of a block.
@NullMarked
package io.frontdesk.outreach.planning;

import org.jspecify.annotations.NullMarked;
