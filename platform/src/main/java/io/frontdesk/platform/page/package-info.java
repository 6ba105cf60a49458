/// What every page stands on: the static files with their addresses, and how the reader wants the
/// page to look.
@NullMarked
package io.frontdesk.platform.page;

import org.jspecify.annotations.NullMarked;
