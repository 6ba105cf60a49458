package io.frontdesk.wrongneighbour;

/// A service of another module.
public class Neighbour {
  public void help() {}
}
