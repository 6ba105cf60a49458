/// The settings page of the workspace's own rules.
@NullMarked
package io.frontdesk.policy.settings;

import org.jspecify.annotations.NullMarked;
