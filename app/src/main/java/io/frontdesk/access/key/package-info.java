/// API keys.
@NullMarked
package io.frontdesk.access.key;

import org.jspecify.annotations.NullMarked;
