package io.frontdesk.access.key;

import io.frontdesk.access.Permission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A program's way in. The key itself is shown once and kept only as a hash.
///
/// @param hint its first letters, to recognise it
/// @param creator the account that made it; all zeros for the program itself
public record ApiKey(
    UUID id,
    String name,
    String hint,
    Set<Permission> scopes,
    String createdBy,
    UUID creator,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /// The same key with no more scopes than these permissions.
  ApiKey within(Set<Permission> permissions) {
    var left = EnumSet.noneOf(Permission.class);
    scopes.stream().filter(permissions::contains).forEach(left::add);
    return new ApiKey(
        id, name, hint, left, createdBy, creator, createdAt, expiresAt, lastUsedAt, revokedAt);
  }

  public boolean worksAt(Instant now) {
    return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
  }
}
