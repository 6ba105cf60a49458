package io.frontdesk.wrong;

/// A door that reaches past the service into the store.
public class HastyPages {
  private final GreedyStore store;

  public HastyPages(GreedyStore store) {
    this.store = store;
  }

  public void show() {
    store.everything("");
  }
}
