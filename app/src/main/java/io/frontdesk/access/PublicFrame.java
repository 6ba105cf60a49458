package io.frontdesk.access;

/// What a page outside a workspace needs (sign-in, booking page); a handler's parameter.
///
/// @param csrf the token its forms send back as `_csrf`
public record PublicFrame(String csrf, String version) {}
