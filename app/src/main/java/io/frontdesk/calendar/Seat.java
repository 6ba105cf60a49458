package io.frontdesk.calendar;

/// One place in one meeting of a class.
public record Seat(SessionId session, int number) {}
