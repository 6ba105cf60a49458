/// Answers that last: connections that leave HTTP after the head of their answer and are written to
/// by few threads, without a thread or a buffer of their own.
@NullMarked
package io.frontdesk.platform.stream;

import org.jspecify.annotations.NullMarked;
