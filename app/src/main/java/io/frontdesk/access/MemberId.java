package io.frontdesk.access;

import java.util.UUID;

/// Names one membership: an account with a role in one workspace.
public record MemberId(UUID value) {}
