package io.frontdesk.outreach;

import io.frontdesk.contacts.Stage;
import io.frontdesk.delivery.Content;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a person writes of a block.
///
/// @param channel SMS or EMAIL
/// @param purpose MARKETING, or TRANSACTIONAL for what people must know of something they asked for
/// @param sender one of the workspace's addresses; null for the default of the channel
/// @param subject of an e-mail; null for a text
/// @param body with placeholders, see [Wording]
/// @param stages people in any of these; empty for any
/// @param activeDays something was noted of them in the last so many days
/// @param quietDays nothing was noted of them in the last so many days
/// @param opens start of the hours of each day, where the person is
/// @param closes end of them, after `opens`
/// @param startsAt not before this; null for at once
/// @param perMinute messages a minute, 1 to 6,000
public record BlockDraft(
    String name,
    Channel channel,
    Purpose purpose,
    @Nullable String sender,
    @Nullable String subject,
    String body,
    Set<Stage> stages,
    @Nullable UUID tag,
    @Nullable UUID withoutTag,
    @Nullable Integer activeDays,
    @Nullable Integer quietDays,
    LocalTime opens,
    LocalTime closes,
    @Nullable Instant startsAt,
    int perMinute) {
  private static final int LONGEST_TEXT = 1_200;
  private static final int LONGEST_MAIL = 10_000;

  public BlockDraft {
    stages = Set.copyOf(stages);
  }

  /// The message to one person; null when their name or the business's makes it blank or too long
  /// to be sent.
  public @Nullable Content content(@Nullable String name, String business) {
    try {
      var words = Wording.fill(body, name, business);
      return subject == null
          ? new Content.Sms(words)
          : new Content.Email(Wording.fill(subject, name, business), words, null, List.of());
    } catch (IllegalArgumentException unsendable) {
      return null;
    }
  }

  /// @throws Refusal that names every wrong field
  public void check() {
    var wrong = new ArrayList<FieldError>();
    if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(c -> c < ' ')) {
      wrong.add(new FieldError("name", "Give a name of up to 100 characters."));
    }
    if (channel == Channel.VOICE) {
      wrong.add(new FieldError("channel", "Choose texts or e-mail."));
    }
    if (purpose != Purpose.MARKETING && purpose != Purpose.TRANSACTIONAL) {
      wrong.add(new FieldError("purpose", "Choose promotion or information."));
    }
    if (channel == Channel.EMAIL) {
      if (subject == null || subject.isBlank() || subject.length() > 200) {
        wrong.add(new FieldError("subject", "Give a subject of up to 200 characters."));
      } else if (subject.chars().anyMatch(c -> c < ' ')) {
        wrong.add(new FieldError("subject", "Write it on one line."));
      } else {
        Wording.problem(subject).ifPresent(what -> wrong.add(new FieldError("subject", what)));
      }
    } else if (subject != null) {
      wrong.add(new FieldError("subject", "A text has no subject."));
    }
    int longest = channel == Channel.EMAIL ? LONGEST_MAIL : LONGEST_TEXT;
    if (body.isBlank() || body.length() > longest) {
      wrong.add(new FieldError("body", "Write 1 to " + longest + " characters."));
    } else {
      Wording.problem(body).ifPresent(what -> wrong.add(new FieldError("body", what)));
    }
    days(wrong, "active_days", activeDays);
    days(wrong, "quiet_days", quietDays);
    if (activeDays != null && quietDays != null && activeDays <= quietDays) {
      wrong.add(
          new FieldError("active_days", "Nobody is both: let it be more than the quiet days."));
    }
    if (tag != null && tag.equals(withoutTag)) {
      wrong.add(new FieldError("without_tag", "Nobody both has and lacks a tag."));
    }
    if (!opens.isBefore(closes)) {
      wrong.add(new FieldError("closes", "The hours must run forward within one day."));
    }
    if (perMinute < 1 || perMinute > 6_000) {
      wrong.add(new FieldError("per_minute", "Give 1 to 6,000 messages a minute."));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
  }

  private static void days(ArrayList<FieldError> wrong, String field, @Nullable Integer days) {
    if (days != null && (days < 1 || days > 3_650)) {
      wrong.add(new FieldError(field, "Give 1 to 3,650 days."));
    }
  }
}
