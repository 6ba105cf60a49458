@NullMarked
package io.frontdesk.integrations.httpsms;

import org.jspecify.annotations.NullMarked;
