package io.frontdesk.calendar.web;

/// A free time to choose.
///
/// @param value local, `HH:mm`
public record FreeTime(String value, String label, String staff) {}
