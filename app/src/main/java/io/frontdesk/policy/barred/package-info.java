/// What bars an address: kept, lifted, remembered.
@NullMarked
package io.frontdesk.policy.barred;

import org.jspecify.annotations.NullMarked;
