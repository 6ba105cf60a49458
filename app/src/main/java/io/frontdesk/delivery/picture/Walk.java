package io.frontdesk.delivery.picture;

/// Reads a file from its begin; whatever would go beyond its end makes it unreadable.
final class Walk {
  private final byte[] file;
  private int at;

  Walk(byte[] file, int from) {
    this.file = file;
    this.at = from;
  }

  int at() {
    return at;
  }

  int u8() throws Unreadable {
    need(1);
    return file[at++] & 0xff;
  }

  int u16() throws Unreadable {
    return u8() << 8 | u8();
  }

  /// Low byte first.
  int u16le() throws Unreadable {
    return u8() | u8() << 8;
  }

  /// @throws Unreadable also when it is 2^31 or more, which no part of a picture is
  int u31() throws Unreadable {
    int value = u16() << 16 | u16();
    if (value < 0) {
      throw Unreadable.broken();
    }
    return value;
  }

  void skip(int count) throws Unreadable {
    need(count);
    at += count;
  }

  void back() {
    at--;
  }

  private void need(int count) throws Unreadable {
    if (count < 0 || count > file.length - at) {
      throw Unreadable.broken();
    }
  }
}
