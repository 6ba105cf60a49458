/// Starts the built programs as processes and acts on them from outside.
@NullMarked
package io.frontdesk.acceptance.world;

import org.jspecify.annotations.NullMarked;
