package io.frontdesk.policy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the policy is asked: reach this address over this channel, for this purpose, at this time.
///
/// @param address E.164 for SMS and VOICE, an e-mail address for EMAIL
/// @param statedZone the person's zone as they or their postal address told it; the stricter of
///     this and the number's own zones wins
/// @param statedState the state of their postal address, e.g. `FL`; its rules hold beside those of
///     the number's area code
/// @param person the contact's id, so that attempts on all their addresses count together; null
///     counts by address
/// @param subject what it is about, at most 200 characters, e.g. a campaign's id; null counts as
///     every subject
/// @param within the sender's own hours; null: none but those of the rules
/// @param answers when the person's message came in to which a STOP's, START's or HELP's one answer
///     belongs; null: when they opted out
public record ContactQuestion(
    Channel channel,
    Purpose purpose,
    String address,
    Instant at,
    @Nullable ZoneId statedZone,
    @Nullable String statedState,
    @Nullable UUID person,
    @Nullable String subject,
    @Nullable Hours within,
    @Nullable Instant answers) {
  /// The hours of each day, in the person's own zones, outside of which the sender does not want to
  /// reach anybody.
  public record Hours(LocalTime opens, LocalTime closes) {}

  public ContactQuestion(
      Channel channel, Purpose purpose, String address, Instant at, @Nullable ZoneId statedZone) {
    this(channel, purpose, address, at, statedZone, null, null, null, null, null);
  }

  public ContactQuestion(Channel channel, Purpose purpose, String address, Instant at) {
    this(channel, purpose, address, at, null);
  }

  /// The same about a person we know.
  public ContactQuestion of(UUID contact) {
    return new ContactQuestion(
        channel, purpose, address, at, statedZone, statedState, contact, subject, within, answers);
  }

  /// The same within the sender's own hours, beside those of the rules.
  ///
  /// @param hours null: no hours but those of the rules
  public ContactQuestion within(@Nullable Hours hours) {
    return new ContactQuestion(
        channel, purpose, address, at, statedZone, statedState, person, subject, hours, answers);
  }

  /// The same on one subject.
  public ContactQuestion about(String what) {
    return new ContactQuestion(
        channel, purpose, address, at, statedZone, statedState, person, what, within, answers);
  }

  /// The same as the answer to what the person wrote at `moment`.
  public ContactQuestion answering(@Nullable Instant moment) {
    return new ContactQuestion(
        channel, purpose, address, at, statedZone, statedState, person, subject, within, moment);
  }
}
