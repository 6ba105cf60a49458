@NullMarked
package io.frontdesk.integrations.signalhouse;

import org.jspecify.annotations.NullMarked;
