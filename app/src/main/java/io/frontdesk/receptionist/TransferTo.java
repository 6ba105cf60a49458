package io.frontdesk.receptionist;

import io.frontdesk.platform.phone.PhoneNumber;

/// Where the voice platform should hand the call to.
///
/// @param summary for the person who takes over
public record TransferTo(PhoneNumber number, String department, String summary) {}
