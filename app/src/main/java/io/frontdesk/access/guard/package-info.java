/// Who may come in: cookies, keys, tokens, headers, and the one answer to errors.
@NullMarked
package io.frontdesk.access.guard;

import org.jspecify.annotations.NullMarked;
