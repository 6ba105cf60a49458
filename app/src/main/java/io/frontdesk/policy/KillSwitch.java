package io.frontdesk.policy;

import java.time.Instant;

/// A switch that is on: nothing within its reach leaves.
public record KillSwitch(Reach reach, String reason, String by, Instant since) {
  /// What a switch stops.
  ///
  /// @param id the channel's name, or the campaign's or assistant's id; empty for the other kinds
  public record Reach(Kind kind, String id) {
    /// The kinds, widest first.
    public enum Kind {
      /// Every workspace of this installation.
      PLATFORM("Everything in every workspace"),
      /// Everything of one workspace.
      TENANT("Everything of this workspace"),
      CHANNEL("A channel"),
      CAMPAIGN("A block"),
      ASSISTANT("An assistant");

      private final String label;

      Kind(String label) {
        this.label = label;
      }

      /// As screens show it.
      public String label() {
        return label;
      }
    }

    public static final Reach PLATFORM = new Reach(Kind.PLATFORM, "");
    public static final Reach TENANT = new Reach(Kind.TENANT, "");

    public Reach {
      boolean named =
          switch (kind) {
            case PLATFORM, TENANT -> false;
            case CHANNEL, CAMPAIGN, ASSISTANT -> true;
          };
      if (named == id.isEmpty() || id.length() > 100) {
        throw new IllegalArgumentException(
            "a " + kind + " switch " + (named ? "names" : "is bare"));
      }
      if (kind == Kind.CHANNEL) {
        Channel.valueOf(id);
      }
    }

    public static Reach of(Channel channel) {
      return new Reach(Kind.CHANNEL, channel.name());
    }

    /// As screens show it.
    public String label() {
      return switch (kind) {
        case PLATFORM, TENANT -> kind.label();
        case CHANNEL -> "Every " + Channel.valueOf(id).label();
        case CAMPAIGN -> "Block " + id;
        case ASSISTANT -> "Assistant " + id;
      };
    }
  }
}
