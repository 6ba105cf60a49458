package io.frontdesk.policy;

/// The rule that decided, so that a decision can be explained years later.
///
/// @param id stable, e.g. `us.quiet-hours`
/// @param version date from which this wording of the rule is in force here, e.g. `2026-03-01`
/// @param source the law, order or carrier page it comes from
/// @param explanation one sentence for the person who asks why
public record Rule(String id, String version, String source, String explanation) {}
