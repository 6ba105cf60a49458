/// Rules as data and the engine that applies them; the store of consents and suppressions.
@NullMarked
package io.frontdesk.policy.rules;

import org.jspecify.annotations.NullMarked;
