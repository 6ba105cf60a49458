/// Recordings: fetched once, kept on our disk, played through checked links.
@NullMarked
package io.frontdesk.calls.recording;

import org.jspecify.annotations.NullMarked;
