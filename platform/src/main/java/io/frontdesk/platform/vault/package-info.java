/// Encryption at rest and signed links, with keys that can be rotated.
@NullMarked
package io.frontdesk.platform.vault;

import org.jspecify.annotations.NullMarked;
