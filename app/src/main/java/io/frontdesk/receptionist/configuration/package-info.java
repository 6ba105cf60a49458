/// Versions of how the receptionist behaves.
@NullMarked
package io.frontdesk.receptionist.configuration;

import org.jspecify.annotations.NullMarked;
