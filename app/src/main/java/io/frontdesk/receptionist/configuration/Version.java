package io.frontdesk.receptionist.configuration;

import io.frontdesk.receptionist.Configuration;
import java.time.Instant;

/// A configuration as it was saved once.
///
/// @param number from 1; 0 is the standard that nobody saved
public record Version(
    int number, Configuration content, String note, Instant createdAt, String createdBy) {}
