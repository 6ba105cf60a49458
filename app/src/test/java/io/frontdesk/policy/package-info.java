@NullMarked
package io.frontdesk.policy;

import org.jspecify.annotations.NullMarked;
