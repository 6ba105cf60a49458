/// Webhooks of any system: a payload of JSON or a form, and a mapping that says what it means.
@NullMarked
package io.frontdesk.integrations.generic;

import org.jspecify.annotations.NullMarked;
