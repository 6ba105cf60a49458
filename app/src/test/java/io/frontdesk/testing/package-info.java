/// What tests of every module share: workspaces, signed-in browsers, API clients.
@NullMarked
package io.frontdesk.testing;

import org.jspecify.annotations.NullMarked;
