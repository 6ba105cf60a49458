package io.frontdesk.access;

import java.util.UUID;

/// Who did something, for the audit log and for histories.
public sealed interface Actor {
  /// A person who is signed in.
  record Person(AccountId account, String name) implements Actor {}

  /// A program with an API key.
  record Key(UUID key, String name) implements Actor {}

  /// The program itself: `receptionist`, `dispatcher`, a job's name.
  record Program(String name) implements Actor {}

  /// As screens show it.
  String name();
}
