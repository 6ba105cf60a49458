@NullMarked
package io.frontdesk.integrations.mail;

import org.jspecify.annotations.NullMarked;
