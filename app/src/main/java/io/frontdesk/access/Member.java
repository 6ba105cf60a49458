package io.frontdesk.access;

import io.frontdesk.platform.mail.EmailAddress;
import java.time.Instant;

/// A person with a role in one workspace.
public record Member(
    MemberId id, AccountId account, String name, EmailAddress email, Role role, Instant since) {}
