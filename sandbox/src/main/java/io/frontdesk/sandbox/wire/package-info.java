/// What every player needs: a small web server with faults, hooks to the program, the recorder.
@NullMarked
package io.frontdesk.sandbox.wire;

import org.jspecify.annotations.NullMarked;
