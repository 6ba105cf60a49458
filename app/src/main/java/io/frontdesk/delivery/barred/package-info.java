/// What bars a person's addresses, as the desk sees it.
@NullMarked
package io.frontdesk.delivery.barred;

import org.jspecify.annotations.NullMarked;
