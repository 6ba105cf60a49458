/// The stream that keeps screens current.
@NullMarked
package io.frontdesk.operations.live;

import org.jspecify.annotations.NullMarked;
