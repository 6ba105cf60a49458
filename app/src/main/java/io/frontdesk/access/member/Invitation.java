package io.frontdesk.access.member;

import io.frontdesk.access.Role;
import io.frontdesk.platform.mail.EmailAddress;
import java.time.Instant;
import java.util.UUID;

/// An open offer to join a workspace.
public record Invitation(
    UUID id,
    EmailAddress email,
    Role role,
    String invitedBy,
    Instant createdAt,
    Instant expiresAt) {}
