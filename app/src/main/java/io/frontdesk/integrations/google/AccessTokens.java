package io.frontdesk.integrations.google;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Short-lived tokens by account, kept in memory only.
@Component
class AccessTokens {
  private final Cache<Key, Token> tokens = Caffeine.newBuilder().maximumSize(10_000).build();
  private final Clock clock;

  AccessTokens(Clock clock) {
    this.clock = clock;
  }

  private record Key(TenantId tenant, UUID account) {}

  private record Token(String text, Instant until) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  Optional<String> find(TenantId tenant, UUID account) {
    return Optional.ofNullable(tokens.getIfPresent(new Key(tenant, account)))
        .filter(token -> clock.instant().isBefore(token.until()))
        .map(Token::text);
  }

  void keep(TenantId tenant, UUID account, String text, Instant until) {
    tokens.put(new Key(tenant, account), new Token(text, until));
  }

  void drop(TenantId tenant, UUID account) {
    tokens.invalidate(new Key(tenant, account));
  }
}
