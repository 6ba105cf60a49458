package io.frontdesk.platform.error;

/// Something that keeps the program from starting: what is wrong and how to mend it, for the person
/// at the terminal. Printed without a stack trace.
public final class StartupProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String mend;
  private final boolean configuration;

  public StartupProblem(String problem, String mend) {
    this(problem, mend, false);
  }

  public StartupProblem(String problem, String mend, Throwable cause) {
    super(problem, cause);
    this.mend = mend;
    this.configuration = false;
  }

  private StartupProblem(String problem, String mend, boolean configuration) {
    super(problem, null, false, false);
    this.mend = mend;
    this.configuration = configuration;
  }

  /// A problem that another configuration mends.
  public static StartupProblem ofConfiguration(String problem, String mend) {
    return new StartupProblem(problem, mend, true);
  }

  /// Whether another configuration mends it.
  public boolean configuration() {
    return configuration;
  }

  /// What to do about it.
  public String mend() {
    return mend;
  }
}
