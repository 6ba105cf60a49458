/// Links by which people unsubscribe from e-mail without signing in.
@NullMarked
package io.frontdesk.delivery.unsubscribe;

import org.jspecify.annotations.NullMarked;
