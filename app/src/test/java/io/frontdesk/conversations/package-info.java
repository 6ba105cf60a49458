@NullMarked
package io.frontdesk.conversations;

import org.jspecify.annotations.NullMarked;
