package io.frontdesk.access;

import java.util.UUID;

/// Names a person who can sign in; one account may be a member of several workspaces.
public record AccountId(UUID value) {}
