package io.frontdesk.contacts.book;

import io.frontdesk.contacts.Contact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of the list, with the cursors of its neighbours; null where there is none.
public record ListPage(List<Contact> contacts, @Nullable String previous, @Nullable String next) {
  public ListPage {
    contacts = List.copyOf(contacts);
  }
}
