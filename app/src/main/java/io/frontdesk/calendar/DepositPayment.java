package io.frontdesk.calendar;

import java.time.Instant;

/// A deposit that was paid.
///
/// @param amountMinor in the appointment's currency
/// @param paidAt when the desk marked it
/// @param markedBy who marked it
public record DepositPayment(long amountMinor, Instant paidAt, String markedBy) {}
