package io.frontdesk.contacts.book;

import java.util.UUID;

/// A word that groups people.
public record Tag(UUID id, String name) {}
