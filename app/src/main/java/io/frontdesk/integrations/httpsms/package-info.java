/// Any carrier of texts that takes them over HTTP, described by the workspace.
@NullMarked
package io.frontdesk.integrations.httpsms;

import org.jspecify.annotations.NullMarked;
