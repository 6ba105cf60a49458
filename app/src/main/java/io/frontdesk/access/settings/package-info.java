/// Settings pages of workspace, hours, members, keys, security.
@NullMarked
package io.frontdesk.access.settings;

import org.jspecify.annotations.NullMarked;
