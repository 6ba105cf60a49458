package io.frontdesk.knowledge.library;

import io.frontdesk.knowledge.DocumentId;
import java.time.Instant;

/// A document as it stands now.
///
/// @param characters length of its body, also when `body` was left out (lists)
/// @param passages how many pieces of it can answer; 0 while it is not active
public record Document(
    DocumentId id,
    String title,
    String category,
    String body,
    int characters,
    boolean active,
    int version,
    int passages,
    Instant changedAt,
    String changedBy) {}
