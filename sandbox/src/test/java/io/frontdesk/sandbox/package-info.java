@NullMarked
package io.frontdesk.sandbox;

import org.jspecify.annotations.NullMarked;
