/// Plays the outside world over its real wire protocols: voice platform, carrier, mail, people.
@NullMarked
package io.frontdesk.sandbox;

import org.jspecify.annotations.NullMarked;
