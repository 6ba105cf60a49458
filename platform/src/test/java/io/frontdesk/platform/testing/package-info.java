/// What tests of every module share: a real PostgreSQL and a clock that can be moved.
@NullMarked
package io.frontdesk.platform.testing;

import org.jspecify.annotations.NullMarked;
