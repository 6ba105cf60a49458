package io.frontdesk.receptionist;

import io.frontdesk.platform.phone.PhoneNumber;

/// People a caller can be put through to.
///
/// @param name as callers say it, e.g. `billing`
/// @param onlyWhenOpen whether it answers during the opening hours of the workspace only
public record Department(String name, PhoneNumber number, boolean onlyWhenOpen) {}
