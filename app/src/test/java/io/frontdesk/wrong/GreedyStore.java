package io.frontdesk.wrong;

import io.frontdesk.wrong.port.Outside;
import io.frontdesk.wrongneighbour.Neighbour;

/// Calls out, asks a neighbour's service, and forgets the tenant.
public class GreedyStore {
  private final Outside outside;
  private final Neighbour neighbour;

  public GreedyStore(Outside outside, Neighbour neighbour) {
    this.outside = outside;
    this.neighbour = neighbour;
  }

  public void everything(String key) {
    if (!key.isEmpty()) {
      outside.call();
      neighbour.help();
    }
  }
}
