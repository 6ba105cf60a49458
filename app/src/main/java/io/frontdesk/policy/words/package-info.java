/// What people's words mean for being contacted.
@NullMarked
package io.frontdesk.policy.words;

import org.jspecify.annotations.NullMarked;
