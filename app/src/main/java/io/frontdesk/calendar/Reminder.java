package io.frontdesk.calendar;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.policy.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One reminder of an appointment.
///
/// @param dueAt when it is requested
/// @param state `waiting`, `requested`, or `done` when nothing more comes of it
/// @param reason why nothing came of it, empty when all is well
/// @param delivery the message, once requested
public record Reminder(
    int revision,
    long beforeMinutes,
    Channel channel,
    ReminderPlan.Kind kind,
    Instant dueAt,
    String state,
    String reason,
    @Nullable DeliveryId delivery) {}
