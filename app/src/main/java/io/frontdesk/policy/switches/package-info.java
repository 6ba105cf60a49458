/// Switches that stop what leaves.
@NullMarked
package io.frontdesk.policy.switches;

import org.jspecify.annotations.NullMarked;
