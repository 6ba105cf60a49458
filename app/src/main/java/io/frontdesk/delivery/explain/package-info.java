/// Answers "may we contact this person now, why, and when next", for people and for programs.
@NullMarked
package io.frontdesk.delivery.explain;

import org.jspecify.annotations.NullMarked;
