/// Telephone numbers in E.164.
@NullMarked
package io.frontdesk.platform.phone;

import org.jspecify.annotations.NullMarked;
