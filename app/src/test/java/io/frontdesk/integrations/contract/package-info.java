/// What every adapter must do, played against the sandbox over the wire.
@NullMarked
package io.frontdesk.integrations.contract;

import org.jspecify.annotations.NullMarked;
