package io.frontdesk.contacts.book;

import io.frontdesk.contacts.Stage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which contacts a list shows.
///
/// @param words all must be found, longest first; empty for everybody
record ListQuery(List<String> words, @Nullable Stage stage, @Nullable UUID tag, Sort sort) {}
