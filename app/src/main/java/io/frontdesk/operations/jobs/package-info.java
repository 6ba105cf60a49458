/// The background work as operators see it.
@NullMarked
package io.frontdesk.operations.jobs;

import org.jspecify.annotations.NullMarked;
