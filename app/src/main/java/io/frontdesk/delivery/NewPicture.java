package io.frontdesk.delivery;

/// A picture made anew from an upload and not kept yet.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record NewPicture(String type, int width, int height, byte[] bytes) {
  @Override
  public String toString() {
    return "NewPicture[" + type + " " + bytes.length + " bytes]";
  }
}
