@NullMarked
package io.frontdesk.policy.rules;

import org.jspecify.annotations.NullMarked;
