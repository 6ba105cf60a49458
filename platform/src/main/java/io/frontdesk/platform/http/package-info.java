/// The one guarded way to call the outside over HTTP.
@NullMarked
package io.frontdesk.platform.http;

import org.jspecify.annotations.NullMarked;
