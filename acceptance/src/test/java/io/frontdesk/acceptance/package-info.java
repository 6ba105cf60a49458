/// Black box: HTTP, SMTP and a browser against the built jars and a real PostgreSQL.
@NullMarked
package io.frontdesk.acceptance;

import org.jspecify.annotations.NullMarked;
