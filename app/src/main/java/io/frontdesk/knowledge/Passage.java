package io.frontdesk.knowledge;

import java.util.List;

/// A piece of an active document that speaks about a question.
///
/// @param heading the nearest heading above it, empty when there is none
/// @param text plain text, at most about 1,200 characters
/// @param score for ordering results of one search only
/// @param coverage from 0 to 1: how much of the question, weighted by how telling its words are,
///     occurs here
/// @param snippet the part that speaks about the question, cut into plain and matching pieces
public record Passage(
    DocumentId document,
    String title,
    int position,
    String heading,
    String text,
    double score,
    double coverage,
    List<Piece> snippet) {

  /// A stretch of a snippet; `hit` when it matched the question.
  public record Piece(String text, boolean hit) {}

  public Passage {
    snippet = List.copyOf(snippet);
  }
}
