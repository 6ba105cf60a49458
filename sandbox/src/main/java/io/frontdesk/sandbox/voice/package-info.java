/// The voice platform and the people who ring.
@NullMarked
package io.frontdesk.sandbox.voice;

import org.jspecify.annotations.NullMarked;
