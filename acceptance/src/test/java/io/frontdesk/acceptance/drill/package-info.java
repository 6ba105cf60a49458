/// The torture of the durable core: two nodes on one database, killed and paused at seeded moments,
/// and the promises checked from outside afterwards.
@NullMarked
package io.frontdesk.acceptance.drill;

import org.jspecify.annotations.NullMarked;
