package io.frontdesk.calendar.availability;

import java.util.UUID;

/// Something that can be taken once at a time: a person, or one unit of a resource.
public record Place(UUID subject, int unit) {}
