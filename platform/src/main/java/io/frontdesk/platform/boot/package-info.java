/// Puts the platform's parts together for Spring.
@NullMarked
package io.frontdesk.platform.boot;

import org.jspecify.annotations.NullMarked;
