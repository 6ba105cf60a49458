package io.frontdesk.calendar.ics;

/// What a foreign calendar may cost.
///
/// @param bytes of the whole
/// @param lineChars of one unfolded line; a longer one (inline files) is left out
/// @param depth of components within components
/// @param components in all
/// @param work candidates that recurrence rules may produce, in all
/// @param perComponent occurrences of one component
/// @param occurrences of the whole
public record IcsBounds(
    int bytes,
    int lineChars,
    int depth,
    int components,
    int work,
    int perComponent,
    int occurrences) {

  /// Enough for a busy person's calendar of ten years.
  public static final IcsBounds STANDARD =
      new IcsBounds(8 << 20, 64 << 10, 8, 50_000, 2_000_000, 2_000, 20_000);

  public IcsBounds withPerComponent(int count) {
    return new IcsBounds(bytes, lineChars, depth, components, work, count, occurrences);
  }
}
