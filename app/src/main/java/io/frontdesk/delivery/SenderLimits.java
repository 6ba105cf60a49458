package io.frontdesk.delivery;

import io.frontdesk.policy.Channel;
import org.jspecify.annotations.Nullable;

/// How fast one sender may send, as its carriers allow it. Kept in the database and counted there,
/// so that all nodes together stay within it; what is above it waits.
///
/// @param atOnce messages handed over at the same time; null: as many as there are hands
/// @param campaign the registered campaign whose minute it shares with other numbers; null: its own
/// @param brand the registered brand whose day it shares with other numbers; null: its own
public record SenderLimits(
    Kind kind,
    @Nullable Integer atOnce,
    @Nullable String campaign,
    CampaignClass campaignClass,
    @Nullable String brand,
    BrandTier brandTier) {
  /// Nothing is held back here; the provider queues.
  public static final SenderLimits NONE =
      new SenderLimits(Kind.UNSET, null, null, CampaignClass.NONE, null, BrandTier.NONE);

  // Twice the lines that are open to one mail server, so that none idles between letters.
  private static final SenderLimits LETTERS =
      new SenderLimits(Kind.UNSET, 8, null, CampaignClass.NONE, null, BrandTier.NONE);

  /// What holds for a new sender of `channel`.
  public static SenderLimits standard(Channel channel) {
    return channel == Channel.EMAIL ? LETTERS : NONE;
  }

  public SenderLimits {
    if (atOnce != null && (atOnce < 1 || atOnce > 1_000)) {
      throw new IllegalArgumentException("a sender sends 1 to 1,000 messages at once");
    }
  }

  /// What sort of sender it is, with its messages per second (standards of a large US carrier
  /// platform, `docs/decisions/0006-sending-limits.md`).
  public enum Kind {
    UNSET("As fast as the provider takes it", null, null),
    REGISTERED("Long code, registered (10DLC)", null, null),
    LONG_CODE("Long code, not registered: one in 10 seconds", 0.1, 1),
    TOLL_FREE("Toll-free number: 20 a second", 20.0, 20),
    SHORT_CODE("Short code: 1,000 a second", 1_000.0, 1_000),
    MAIL_SERVER("Mail server: 5 a second per domain", 5.0, 10);

    private final String label;
    private final @Nullable Double perSecond;
    private final @Nullable Integer burst;

    Kind(String label, @Nullable Double perSecond, @Nullable Integer burst) {
      this.label = label;
      this.perSecond = perSecond;
      this.burst = burst;
    }

    public String label() {
      return label;
    }

    /// Whether a sender of `channel` can be one.
    public boolean isFor(Channel channel) {
      return switch (this) {
        case UNSET -> true;
        case REGISTERED, LONG_CODE, TOLL_FREE, SHORT_CODE -> channel != Channel.EMAIL;
        case MAIL_SERVER -> channel == Channel.EMAIL;
      };
    }

    public @Nullable Double perSecond() {
      return perSecond;
    }

    /// How many may go at once after a pause.
    public @Nullable Integer burst() {
      return burst;
    }
  }

  /// Parts (segments) a minute that AT&T takes from one campaign, by its class.
  public enum CampaignClass {
    NONE("No limit", null),
    A_B("A, B: 4,500 parts a minute", 4_500),
    C_D("C, D: 2,400 parts a minute", 2_400),
    E_F("E, F: 240 parts a minute", 240),
    T("T, low volume: 75 parts a minute", 75);

    private final String label;
    private final @Nullable Integer perMinute;

    CampaignClass(String label, @Nullable Integer perMinute) {
      this.label = label;
      this.perMinute = perMinute;
    }

    public String label() {
      return label;
    }

    public @Nullable Integer perMinute() {
      return perMinute;
    }
  }

  /// Parts (segments) a day that T-Mobile takes from one brand, counted anew at midnight Pacific.
  public enum BrandTier {
    NONE("No limit", null),
    LOW("2,000 parts a day", 2_000),
    LOWER_MIDDLE("10,000 parts a day", 10_000),
    UPPER_MIDDLE("40,000 parts a day", 40_000),
    TOP("200,000 parts a day", 200_000);

    private final String label;
    private final @Nullable Integer perDay;

    BrandTier(String label, @Nullable Integer perDay) {
      this.label = label;
      this.perDay = perDay;
    }

    public String label() {
      return label;
    }

    public @Nullable Integer perDay() {
      return perDay;
    }
  }
}
