package io.frontdesk.conversations.thread;

import io.frontdesk.conversations.Conversation;
import io.frontdesk.conversations.Message;
import org.jspecify.annotations.Nullable;

/// A thread as a list shows it: with its newest line.
public record Summary(Conversation conversation, @Nullable Message last) {}
