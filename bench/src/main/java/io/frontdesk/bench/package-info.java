/// Whole-process measurements: the program as it is shipped, beside what people use today, in the
/// same run and with durable settings on both sides.
@NullMarked
package io.frontdesk.bench;

import org.jspecify.annotations.NullMarked;
