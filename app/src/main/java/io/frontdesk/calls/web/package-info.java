/// The call log's pages and API.
@NullMarked
package io.frontdesk.calls.web;

import org.jspecify.annotations.NullMarked;
