package io.frontdesk.policy.rules;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Turns an address into the keyed hash under which consents and suppressions are kept. Each tenant
/// has its own key, so equal addresses of two tenants have nothing in common.
@Component
public class AddressKeys {
  private static final Cache<String, String> NUMBERS =
      Caffeine.newBuilder().maximumSize(4_000).build();

  private final PolicyStore store;
  private final SecureRandom random = new SecureRandom();
  private final Map<TenantId, byte[]> known = new ConcurrentHashMap<>();

  AddressKeys(PolicyStore store) {
    this.store = store;
  }

  /// The hash of `address`; makes the tenant's key on first use. Inside a write transaction.
  public byte[] hash(TenantId tenant, Channel channel, String address) {
    return digest(madeKey(tenant), normalised(channel, address));
  }

  /// As [#hash] for many, in their order.
  List<byte @Nullable []> hashAll(TenantId tenant, List<ContactQuestion> questions) {
    return hashAll(madeKey(tenant), questions);
  }

  /// As [#find] for many, in their order; null where it is empty.
  List<byte @Nullable []> findAll(TenantId tenant, List<ContactQuestion> questions) {
    return key(tenant)
        .map(key -> hashAll(key, questions))
        .orElseGet(() -> Collections.nCopies(questions.size(), null));
  }

  private static List<byte @Nullable []> hashAll(byte[] key, List<ContactQuestion> questions) {
    var mac = mac(key);
    var hashes = new ArrayList<byte @Nullable []>(questions.size());
    for (var question : questions) {
      var address = normalised(question.channel(), question.address());
      hashes.add(mac.doFinal(address.getBytes(StandardCharsets.UTF_8)));
    }
    return hashes;
  }

  private byte[] madeKey(TenantId tenant) {
    var key = key(tenant);
    if (key.isEmpty()) {
      var fresh = new byte[32];
      random.nextBytes(fresh);
      store.addAddressKey(tenant, fresh);
      key = key(tenant);
    }
    return key.orElseThrow();
  }

  /// The hash of `address`, or empty when the tenant never kept any. Inside any transaction.
  public Optional<byte[]> find(TenantId tenant, Channel channel, String address) {
    return key(tenant).map(key -> digest(key, normalised(channel, address)));
  }

  /// The plain digest of `address`, for the agency's list, which has a key of its own.
  public byte[] digest(Channel channel, String address) {
    return sha256(normalised(channel, address));
  }

  /// A number for locking `address`, the same whether or not the tenant has a key.
  long lockNumber(TenantId tenant, Channel channel, String address) {
    var text = tenant + "/" + channel + "/" + normalised(channel, address);
    return ByteBuffer.wrap(sha256(text)).getLong();
  }

  /// Numbers for counting attempts one after the other: on the address, and on the person when one
  /// is known, because both are counted and people share addresses.
  List<Long> countNumbers(TenantId tenant, ContactQuestion question) {
    var person = question.person();
    return Stream.of(
            normalised(question.channel(), question.address()),
            person == null ? "" : person.toString())
        .filter(whom -> !whom.isEmpty())
        .map(whom -> ByteBuffer.wrap(sha256(tenant + "/attempts/" + whom)).getLong())
        .toList();
  }

  private Optional<byte[]> key(TenantId tenant) {
    var cached = known.get(tenant);
    if (cached != null) {
      return Optional.of(cached);
    }
    var stored = store.addressKey(tenant);
    // Remembered only when committed: a key made by a transaction that rolls back never was.
    stored.ifPresent(key -> TenantTransactions.afterCommit(() -> known.put(tenant, key)));
    return stored;
  }

  // One number or mailbox has one hash, however it was typed.
  private static String normalised(Channel channel, String address) {
    return switch (channel) {
      // A decision asks several times about one number, and reading it is dear.
      case SMS, VOICE -> Objects.requireNonNull(NUMBERS.get(address, AddressKeys::plain));
      case EMAIL ->
          EmailAddress.parse(address)
              .map(EmailAddress::value)
              .orElse(address.strip().toLowerCase(Locale.ROOT));
    };
  }

  private static String plain(String number) {
    return PhoneNumber.parse(number, "ZZ").map(PhoneNumber::e164).orElse(number.strip());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  private static byte[] digest(byte[] key, String address) {
    return mac(key).doFinal(address.getBytes(StandardCharsets.UTF_8));
  }

  private static Mac mac(byte[] key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256", missing);
    }
  }
}
