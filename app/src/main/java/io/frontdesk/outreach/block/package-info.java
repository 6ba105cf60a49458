/// Blocks' tables.
@NullMarked
package io.frontdesk.outreach.block;

import org.jspecify.annotations.NullMarked;
