/// SignalHouse: texts over registered US numbers.
@NullMarked
package io.frontdesk.integrations.signalhouse;

import org.jspecify.annotations.NullMarked;
