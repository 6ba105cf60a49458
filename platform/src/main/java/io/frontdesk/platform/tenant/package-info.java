/// Tenants as types and transactions: the first net of the isolation promise.
@NullMarked
package io.frontdesk.platform.tenant;

import org.jspecify.annotations.NullMarked;
