/// The tools, one class each, and what they share: reading arguments, emergencies.
@NullMarked
package io.frontdesk.receptionist.tools;

import org.jspecify.annotations.NullMarked;
