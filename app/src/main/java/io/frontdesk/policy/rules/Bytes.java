package io.frontdesk.policy.rules;

import java.util.Arrays;

/// A hash as a key of a map.
record Bytes(byte[] value) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "[hash]";
  }
}
