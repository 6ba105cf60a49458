package io.frontdesk.calendar;

import io.frontdesk.platform.tenant.TenantId;

/// An appointment was made. Published in the transaction that makes it.
public record AppointmentBooked(TenantId tenant, Appointment appointment) {}
