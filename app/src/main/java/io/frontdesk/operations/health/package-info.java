/// How the program and what it depends on fare: for machines and for people.
@NullMarked
package io.frontdesk.operations.health;

import org.jspecify.annotations.NullMarked;
