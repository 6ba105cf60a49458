/// The program: modules below, `main` here. See docs/ARCHITECTURE.md for the map.
@NullMarked
package io.frontdesk;

import org.jspecify.annotations.NullMarked;
