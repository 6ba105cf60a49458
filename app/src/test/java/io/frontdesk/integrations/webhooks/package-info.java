@NullMarked
package io.frontdesk.integrations.webhooks;

import org.jspecify.annotations.NullMarked;
