package io.frontdesk.access.audit;

import java.time.Instant;
import java.util.UUID;

/// One line of the audit log, as its screen shows it.
public record AuditLine(
    UUID id,
    Instant at,
    String actorKind,
    String actorName,
    String action,
    String subjectType,
    String subjectId,
    String detail) {}
