package io.frontdesk.contacts;

import io.frontdesk.platform.error.Refusal;
import java.util.List;
import java.util.Map;

/// Another contact has the address. The answer names no one; a page may lead to the owner.
public final class AddressTaken extends Refusal {
  private static final long serialVersionUID = 1L;

  private final transient ContactId owner;
  private final String field;

  public AddressTaken(Address address, ContactId owner) {
    super(
        Kind.CONFLICT,
        "contacts.address-taken",
        "Another contact already has this " + word(address),
        List.of(new FieldError(address.kind(), "another contact already has it")),
        Map.of());
    this.owner = owner;
    this.field = address.kind();
  }

  public ContactId owner() {
    return owner;
  }

  /// `phone` or `email`.
  public String field() {
    return field;
  }

  private static String word(Address address) {
    return address.kind().equals("phone") ? "number" : "e-mail address";
  }
}
