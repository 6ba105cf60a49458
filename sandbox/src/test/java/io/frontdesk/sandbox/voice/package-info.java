@NullMarked
package io.frontdesk.sandbox.voice;

import org.jspecify.annotations.NullMarked;
