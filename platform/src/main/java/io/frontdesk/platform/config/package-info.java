/// One typed place for every setting.
@NullMarked
package io.frontdesk.platform.config;

import org.jspecify.annotations.NullMarked;
