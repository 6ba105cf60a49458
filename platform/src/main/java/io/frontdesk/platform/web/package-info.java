/// What every door on the web shares: problems, page frame, headers, limits.
@NullMarked
package io.frontdesk.platform.web;

import org.jspecify.annotations.NullMarked;
