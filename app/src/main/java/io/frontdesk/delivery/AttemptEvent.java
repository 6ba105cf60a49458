package io.frontdesk.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of a delivery's history.
///
/// @param kind what happened: `requested`, `started`, `accepted`, `rejected`, `not-reached`,
///     `unclear`, `lease-lost`, `reconciled`, `reported`, `held`, `refused`, `cancelled`, `again`,
///     `confirmed`
/// @param actor who did it: the dispatcher, the provider or a person
/// @param code the provider's or the rule's
public record AttemptEvent(
    @Nullable UUID attempt,
    String kind,
    DeliveryState state,
    String actor,
    @Nullable String provider,
    @Nullable String providerId,
    @Nullable String code,
    Instant at) {}
