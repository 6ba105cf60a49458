package io.frontdesk.policy.rules;

import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.WorkspaceRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a decision rests on, apart from switches and counts.
///
/// @param hash null when the tenant never kept anything about any address
/// @param consent the latest word on the purpose; null when none is recorded, or none is needed
/// @param seenAt when the address last proved to be its owner's, where that matters
/// @param stated where the person says they live
/// @param known what their address tells, with the stated
record Facts(
    ContactQuestion question,
    byte @Nullable [] hash,
    WorkspaceRules.Choice choice,
    List<Suppression> suppressions,
    List<AgencyStore.Bar> agencyBars,
    BackgroundStore.@Nullable Consent consent,
    @Nullable Instant seenAt,
    PersonPlaces.@Nullable Stated stated,
    NumberPlaces.Known known,
    Situation situation) {

  /// Names all of it, so that a stored decision can be checked.
  ///
  /// @param stopped why sending is stopped, or null
  String digest(@Nullable String stopped) {
    var text =
        String.join(
            "\n",
            question.channel().name(),
            question.purpose().name(),
            hash == null ? "none" : HexFormat.of().formatHex(hash),
            question.at().toString(),
            String.valueOf(question.answers()),
            suppressions.toString(),
            agencyBars.toString(),
            String.valueOf(stopped),
            choice.toString(),
            String.valueOf(consent),
            String.valueOf(seenAt),
            String.valueOf(stated),
            situation.toString());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
