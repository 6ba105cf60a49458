package io.frontdesk.access;

/// Whoever uses a page without signing in; a handler's parameter.
///
/// @param address the network address, to bound what one place may do; never kept
public record Stranger(String address) {
  @Override
  public String toString() {
    return "Stranger";
  }
}
