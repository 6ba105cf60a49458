/// Memberships and invitations.
@NullMarked
package io.frontdesk.access.member;

import org.jspecify.annotations.NullMarked;
