package io.frontdesk.integrations.generic;

import java.time.Instant;

/// A mapping as it was saved.
public record MappingVersion(int version, Mapping mapping, String madeBy, Instant madeAt) {}
