/// How workspaces and their hours are kept.
@NullMarked
package io.frontdesk.tenancy.workspace;

import org.jspecify.annotations.NullMarked;
