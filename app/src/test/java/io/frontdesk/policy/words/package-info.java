@NullMarked
package io.frontdesk.policy.words;

import org.jspecify.annotations.NullMarked;
