/// Outgoing webhooks: customers' programs hear of changes (see `docs/webhooks.md`).
@NullMarked
package io.frontdesk.integrations.webhooks;

import org.jspecify.annotations.NullMarked;
