/// What the adapters of every carrier of texts have in common.
@NullMarked
package io.frontdesk.integrations.sms;

import org.jspecify.annotations.NullMarked;
