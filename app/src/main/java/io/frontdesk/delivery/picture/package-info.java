/// Pictures that travel with texts: made anew, kept, fetched by carriers, swept and forgotten.
@NullMarked
package io.frontdesk.delivery.picture;

import org.jspecify.annotations.NullMarked;
