@NullMarked
package io.frontdesk.delivery;

import org.jspecify.annotations.NullMarked;
