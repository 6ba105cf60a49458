/// Set-up, members and keys, attacked.
@NullMarked
package io.frontdesk.access.settings;

import org.jspecify.annotations.NullMarked;
