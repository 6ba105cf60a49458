package io.frontdesk.calendar;

import io.frontdesk.platform.tenant.TenantId;

/// An appointment was moved or changed state. Published in the transaction of the change.
///
/// @param what `moved`, `resized` (another end), `cancelled`, `confirmed`, `checked_in`,
///     `completed`, `no_show`, `booked` (taken back)
public record AppointmentChanged(TenantId tenant, Appointment appointment, String what) {}
