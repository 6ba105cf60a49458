@NullMarked
package io.frontdesk.delivery.picture;

import org.jspecify.annotations.NullMarked;
