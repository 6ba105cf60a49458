package io.frontdesk.access.account;

import io.frontdesk.access.AccountId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Service;

/// The second factor of an account: codes of a phone app, and recovery codes for a lost phone. Call
/// everything outside a transaction.
@Service
public class SecondFactor {
  /// A secret to be scanned; it counts only after [#confirm].
  public record Offer(String base32, String uri) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PURPOSE = "access.totp";
  private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
  private static final int CODES = 10;
  private static final int CODE_LENGTH = 16;

  private final AccountStore store;
  private final TenantTransactions transactions;
  private final Vault vault;
  private final Clock clock;

  SecondFactor(AccountStore store, TenantTransactions transactions, Vault vault, Clock clock) {
    this.store = store;
    this.transactions = transactions;
    this.vault = vault;
    this.clock = clock;
  }

  public boolean isOn(AccountId account) {
    return transactions.withoutTenant(
        () -> store.find(account).map(Account::hasSecondFactor).orElse(false));
  }

  public int recoveryCodesLeft(AccountId account) {
    return transactions.withoutTenant(() -> store.recoveryCodesLeft(account));
  }

  /// A new secret; replaces an earlier offer, leaves a factor that is on alone.
  public Offer offer(Session session) {
    var secret = Totp.newSecret();
    var sealed = vault.encrypt(PURPOSE, secret);
    transactions.withoutTenant(
        () -> {
          store.offerTotp(session.account(), sealed);
          return session;
        });
    return offer(session, secret);
  }

  /// The offer that waits, made when there is none.
  public Offer currentOffer(Session session) {
    var pending =
        transactions
            .withoutTenant(() -> store.find(session.account()))
            .flatMap(Account::offered)
            .orElse(null);
    return pending == null ? offer(session) : offer(session, vault.decrypt(PURPOSE, pending));
  }

  /// Switches the factor on when `code` proves that the phone has the offered secret.
  ///
  /// @return the recovery codes, shown this once
  /// @throws Refusal when the code is wrong or nothing was offered
  public List<String> confirm(AccountId account, String code) {
    var pending =
        transactions
            .withoutTenant(() -> store.find(account))
            .flatMap(Account::offered)
            .orElseThrow(() -> Refusal.field("code", "Scan the picture first."));
    var step = Totp.step(vault.decrypt(PURPOSE, pending), digits(code), clock.instant());
    if (step.isEmpty()) {
      throw Refusal.field("code", "This code does not match. Is the phone's clock right?");
    }
    return transactions.withoutTenant(
        () -> {
          if (!store.acceptTotp(account, pending, step.getAsLong())) {
            throw Refusal.field("code", "Another secret was offered meanwhile. Scan it anew.");
          }
          return newRecoveryCodes(account);
        });
  }

  /// Fresh recovery codes; the old ones stop working.
  public List<String> newRecoveryCodes(AccountId account) {
    var codes = new ArrayList<String>();
    for (int i = 0; i < CODES; i++) {
      codes.add(recoveryCode());
    }
    transactions.withoutTenant(
        () -> {
          store.replaceRecoveryCodes(
              account, codes.stream().map(code -> Tokens.hash(plain(code))).toList());
          return account;
        });
    return codes;
  }

  public void switchOff(AccountId account) {
    transactions.withoutTenant(
        () -> {
          store.dropTotp(account);
          return account;
        });
  }

  /// Whether a code is right now and was not used before; a recovery code is spent by this.
  boolean accepts(AccountId account, String code) {
    var now = clock.instant();
    var secret =
        transactions.withoutTenant(() -> store.find(account)).flatMap(Account::secret).orElse(null);
    if (secret == null) {
      return false;
    }
    var step = Totp.step(vault.decrypt(PURPOSE, secret), digits(code), now);
    return transactions.withoutTenant(
        () ->
            step.isPresent()
                ? store.spendStep(account, step.getAsLong())
                : store.spendRecoveryCode(account, Tokens.hash(plain(code)), now));
  }

  private static Offer offer(Session session, byte[] secret) {
    var base32 = Totp.base32(secret);
    var label =
        java.net.URLEncoder.encode(session.email().value(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("+", "%20");
    return new Offer(
        base32, "otpauth://totp/Frontdesk:" + label + "?secret=" + base32 + "&issuer=Frontdesk");
  }

  private static String recoveryCode() {
    var code = new StringBuilder();
    for (int i = 0; i < CODE_LENGTH; i++) {
      if (i > 0 && i % 4 == 0) {
        code.append('-');
      }
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  private static String plain(String code) {
    return code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String digits(String code) {
    return code.replaceAll("\\s", "");
  }
}
