package io.frontdesk.access.account;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.account.OneTimeStore.Purpose;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// One-time links: first set-up, sign-in from the terminal, password reset. The database keeps
/// their hashes only. Call everything outside a transaction.
@Service
public class Links {
  private static final Duration SETUP_WITHIN = Duration.ofDays(1);
  private static final Duration SIGN_IN_WITHIN = Duration.ofDays(1);

  private final Accounts accounts;
  private final AccountStore store;
  private final OneTimeStore links;
  private final Sessions sessions;
  private final Mailroom mail;
  private final TenantTransactions transactions;
  private final Clock clock;
  private final String base;

  Links(
      Accounts accounts,
      AccountStore store,
      OneTimeStore links,
      Sessions sessions,
      Mailroom mail,
      TenantTransactions transactions,
      Clock clock,
      Settings settings) {
    this.accounts = accounts;
    this.store = store;
    this.links = links;
    this.sessions = sessions;
    this.mail = mail;
    this.transactions = transactions;
    this.clock = clock;
    this.base = settings.get(PlatformSettings.BASE_URL).toString();
  }

  /// The address of a page, as people outside reach it.
  public String absolute(String path) {
    return base + path;
  }

  public boolean nobodyYet() {
    return transactions.withoutTenant(store::none);
  }

  public AccountId ensure(EmailAddress email, String name) {
    return transactions
        .withoutTenant(() -> store.find(email))
        .map(Account::id)
        .orElseGet(() -> accounts.createWithoutPassword(email, name));
  }

  /// A fresh link for the first owner; earlier ones stop working. Empty when someone has an
  /// account.
  public Optional<String> setup() {
    if (!nobodyYet()) {
      return Optional.empty();
    }
    transactions.withoutTenant(
        () -> {
          links.deleteAll(Purpose.SETUP);
          return base;
        });
    return Optional.of(absolute("/setup/" + accounts.link(Purpose.SETUP, null, SETUP_WITHIN)));
  }

  public boolean setupIsOpen(String token) {
    return nobodyYet()
        && transactions.withoutTenant(
            () -> links.find(Purpose.SETUP, Tokens.hash(token), clock.instant()).isPresent());
  }

  /// Makes the first account, once. Joins a transaction that has no tenant, so that the link is
  /// spent only when everything else of the set-up succeeds too.
  ///
  /// @throws io.frontdesk.platform.error.Refusal when the link is spent or someone was first
  public AccountId setUp(String token, EmailAddress email, String name, String password) {
    if (!setupIsOpen(token)) {
      throw Accounts.spent();
    }
    Passwords.requireGood("password", password, email.value(), name);
    return transactions.withoutTenant(
        () -> {
          store.lockFirst();
          if (!store.none()
              || links.spend(Purpose.SETUP, Tokens.hash(token), clock.instant()).isEmpty()) {
            throw Accounts.spent();
          }
          return accounts.create(email, name, password);
        });
  }

  public String oneTimeSignIn(AccountId account) {
    return absolute("/welcome/" + accounts.link(Purpose.DEMO, account, SIGN_IN_WITHIN));
  }

  /// Prints a sign-in link at the terminal, for somebody who has no password.
  ///
  /// @throws Refusal when they have one
  public void printSignIn(Session session) {
    if (accounts.hasPassword(session.account())) {
      throw Refusal.conflict("account.has-password", "You have a password; confirm with it.");
    }
    System.out.println(
        "\n  "
            + session.email().value()
            + " asks for a sign-in link (once, within a day):\n\n    "
            + oneTimeSignIn(session.account())
            + "\n");
  }

  /// Signs in by a link from the terminal.
  ///
  /// @return the session's token
  public String signIn(String token, String address, String agent) {
    return accounts
        .spend(Purpose.DEMO, token)
        .flatMap(OneTimeStore.Link::owner)
        .map(account -> sessions.start(account, address, agent))
        .orElseThrow(Accounts::spent);
  }

  /// Mails a reset link when the address has an account; the answer is the same when not.
  public void mailReset(EmailAddress email) {
    // All of it later: even looking the address up would take a time that tells something.
    mail.later(
        () ->
            accounts
                .startReset(email)
                .ifPresent(
                    token ->
                        mail.send(
                            email,
                            "Set a new Frontdesk password",
                            """
                            Someone asked for a new password for your Frontdesk account.

                            If it was you, choose one here within 30 minutes:

                            %s

                            If it was not you, you can ignore this mail; nothing has changed.
                            """
                                .formatted(absolute("/reset/" + token)))));
  }
}
