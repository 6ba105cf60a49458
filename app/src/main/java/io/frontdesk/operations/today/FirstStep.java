package io.frontdesk.operations.today;

/// One thing to set up, with the page to do it on.
public record FirstStep(String title, String text, String path, boolean done) {}
