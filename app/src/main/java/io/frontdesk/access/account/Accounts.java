package io.frontdesk.access.account;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.account.Lockouts.Kind;
import io.frontdesk.access.account.OneTimeStore.Purpose;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/// Signing in and what belongs to an account: its password and one-time links. Call everything
/// outside a transaction.
@Service
public class Accounts {
  private static final Duration CODE_WITHIN = Duration.ofMinutes(5);
  private static final Duration RESET_WITHIN = Duration.ofMinutes(30);

  private static final int MOST_RESETS = 3;

  private final AccountStore store;
  private final OneTimeStore links;
  private final Lockouts lockouts;
  private final Passwords passwords;
  private final SecondFactor secondFactor;
  private final Sessions sessions;
  private final TenantTransactions transactions;
  private final Clock clock;

  Accounts(
      AccountStore store,
      OneTimeStore links,
      Lockouts lockouts,
      Passwords passwords,
      SecondFactor secondFactor,
      Sessions sessions,
      TenantTransactions transactions,
      Clock clock) {
    this.store = store;
    this.links = links;
    this.lockouts = lockouts;
    this.passwords = passwords;
    this.secondFactor = secondFactor;
    this.sessions = sessions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Checks name and password. Takes the same time for names that do not exist.
  public SignIn signIn(String email, String password, String address, String agent) {
    var name = EmailAddress.parse(email).map(EmailAddress::value).orElse("?" + email.length());
    var locked =
        lockouts.attempt(Kind.ADDRESS, address).or(() -> lockouts.attempt(Kind.ACCOUNT, name));
    if (locked.isPresent()) {
      return new SignIn.Locked(locked.get());
    }
    var account =
        EmailAddress.parse(email)
            .flatMap(known -> transactions.withoutTenant(() -> store.find(known)));
    if (!passwords.matches(password, account.flatMap(Account::password).orElse(null))) {
      return new SignIn.Wrong();
    }
    var person = account.orElseThrow();
    lockouts.succeeded(Kind.ADDRESS, address);
    if (person.hasSecondFactor()) {
      // The account's failures are forgotten only after the code, or codes could be guessed freely.
      return new SignIn.CodeNeeded(link(Purpose.SECOND_FACTOR, person.id(), CODE_WITHIN));
    }
    lockouts.succeeded(Kind.ACCOUNT, name);
    return new SignIn.Done(sessions.start(person.id(), address, agent));
  }

  /// Checks the code (or a recovery code) that follows the password.
  public SignIn signInWithCode(String pending, String code, String address, String agent) {
    var now = clock.instant();
    var account =
        transactions.withoutTenant(
            () ->
                links
                    .find(Purpose.SECOND_FACTOR, Tokens.hash(pending), now)
                    .flatMap(OneTimeStore.Link::owner)
                    .flatMap(store::find));
    if (account.isEmpty()) {
      return new SignIn.Wrong();
    }
    var person = account.get();
    var locked =
        lockouts
            .attempt(Kind.ADDRESS, address)
            .or(() -> lockouts.attempt(Kind.ACCOUNT, person.email().value()));
    if (locked.isPresent()) {
      return new SignIn.Locked(locked.get());
    }
    if (!secondFactor.accepts(person.id(), code)
        || spend(Purpose.SECOND_FACTOR, pending).isEmpty()) {
      return new SignIn.Wrong();
    }
    lockouts.succeeded(Kind.ADDRESS, address);
    lockouts.succeeded(Kind.ACCOUNT, person.email().value());
    return new SignIn.Done(sessions.start(person.id(), address, agent));
  }

  /// Whether this is the signed-in person's password; guesses count as failed sign-ins.
  ///
  /// @throws Refusal when too many were wrong
  public boolean isPassword(Session session, String password) {
    var locked = lockouts.attempt(Kind.ACCOUNT, session.email().value());
    if (locked.isPresent()) {
      throw Pauses.refusal(locked.get());
    }
    boolean right = passwords.matches(password, require(session.account()).passwordHash());
    if (right) {
      lockouts.succeeded(Kind.ACCOUNT, session.email().value());
    }
    return right;
  }

  /// Makes an account.
  ///
  /// @throws Refusal when the address has one already or the password is weak
  public AccountId create(EmailAddress email, String name, String password) {
    Passwords.requireGood("password", password, email.value(), name);
    var hash = passwords.hash(password);
    return insert(email, name, hash);
  }

  /// Makes an account that can't sign in by password yet.
  AccountId createWithoutPassword(EmailAddress email, String name) {
    return insert(email, name, null);
  }

  /// Whether the account can sign in by password; one made by a link can't until it sets one.
  public boolean hasPassword(AccountId account) {
    return require(account).password().isPresent();
  }

  public boolean exists(EmailAddress email) {
    return transactions.withoutTenant(() -> store.find(email).isPresent());
  }

  public void rename(AccountId account, String name) {
    transactions.withoutTenant(
        () -> {
          store.rename(account, name);
          return account;
        });
  }

  /// Sets a new password; every other session ends and open links are void.
  ///
  /// @return the session's new token
  public String changePassword(Session session, String password) {
    Passwords.requireGood("password", password, session.email().value(), session.name());
    var hash = passwords.hash(password);
    return transactions.withoutTenant(
        () -> {
          store.setPassword(session.account(), hash, clock.instant());
          links.deleteAll(session.account());
          sessions.endOthers(session);
          return sessions.confirm(session);
        });
  }

  /// A link's token to set a new password within half an hour; empty when nobody has the address,
  /// or so many links are open already that more would only fill a mailbox.
  Optional<String> startReset(EmailAddress email) {
    return transactions
        .withoutTenant(
            () ->
                store
                    .find(email)
                    .filter(
                        account ->
                            links.open(Purpose.RESET, account.id(), clock.instant()) < MOST_RESETS))
        .map(account -> link(Purpose.RESET, account.id(), RESET_WITHIN));
  }

  public boolean resetIsOpen(String token) {
    return transactions.withoutTenant(
        () -> links.find(Purpose.RESET, Tokens.hash(token), clock.instant()).isPresent());
  }

  /// Sets the password by a reset link, once; all sessions of the account end, and failed sign-ins
  /// are forgotten.
  ///
  /// @throws Refusal when the link is spent or old, or the password weak (the link then still
  /// holds)
  public void reset(String token, String password) {
    var now = clock.instant();
    var account =
        transactions
            .withoutTenant(
                () ->
                    links
                        .find(Purpose.RESET, Tokens.hash(token), now)
                        .flatMap(OneTimeStore.Link::owner)
                        .flatMap(store::find))
            .orElseThrow(Accounts::spent);
    Passwords.requireGood("password", password, account.email().value(), account.name());
    var hash = passwords.hash(password);
    transactions.withoutTenant(
        () -> {
          if (links.spend(Purpose.RESET, Tokens.hash(token), now).isEmpty()) {
            throw spent();
          }
          store.setPassword(account.id(), hash, now);
          links.deleteAll(account.id());
          sessions.endAll(account.id());
          lockouts.succeeded(Kind.ACCOUNT, account.email().value());
          return account;
        });
  }

  /// A token for a link of this purpose.
  String link(Purpose purpose, @Nullable AccountId account, Duration within) {
    var token = Tokens.next();
    var now = clock.instant();
    return transactions.withoutTenant(
        () -> {
          links.insert(purpose, Tokens.hash(token), account, now, now.plus(within));
          return token;
        });
  }

  Optional<OneTimeStore.Link> spend(Purpose purpose, String token) {
    return transactions.withoutTenant(
        () -> links.spend(purpose, Tokens.hash(token), clock.instant()));
  }

  static Refusal spent() {
    return new Refusal(
        Refusal.Kind.GONE,
        "link.spent",
        "This link was used before or is too old. Ask for a new one.");
  }

  private Account require(AccountId account) {
    return transactions
        .withoutTenant(() -> store.find(account))
        .orElseThrow(() -> Refusal.notFound("Account"));
  }

  private AccountId insert(EmailAddress email, String name, @Nullable String hash) {
    var id = new AccountId(Uuid7.next());
    try {
      return transactions.withoutTenant(
          () -> {
            store.insert(id, email, name, hash, clock.instant());
            return id;
          });
    } catch (DuplicateKeyException taken) {
      throw Refusal.field("email", "This address has an account already. Sign in with it.");
    }
  }
}
