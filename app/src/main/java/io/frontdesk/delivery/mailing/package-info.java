/// What every e-mail to many must carry: who sends it, from where, and how to end it.
@NullMarked
package io.frontdesk.delivery.mailing;

import org.jspecify.annotations.NullMarked;
