/// Calendar files at an address.
@NullMarked
package io.frontdesk.integrations.icsurl;

import org.jspecify.annotations.NullMarked;
