@NullMarked
package io.frontdesk.contacts;

import org.jspecify.annotations.NullMarked;
