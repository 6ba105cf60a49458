package io.frontdesk.access.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.AccountId;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Ways in that must stay shut. Each test has its own people and network addresses.
@FrontdeskTest
class SignInTest {
  private static final String NOW = "2026-03-02T15:00:00Z";
  private static final String GOOD = "four unrelated words do well";
  private static final Pattern RECOVERY = Pattern.compile("[2-9a-z]{4}(-[2-9a-z]{4}){3}");
  private static final Pattern END = Pattern.compile("/account/sessions/([0-9a-f-]{36})/end");

  private record Person(AccountId account, String email) {}

  @Autowired private TestDesk desk;
  @Autowired private Accounts accounts;
  @Autowired private AccountStore store;
  @Autowired private Sessions sessions;
  @Autowired private SecondFactor secondFactor;
  @Autowired private TenantTransactions transactions;
  @Autowired private Vault vault;
  @Autowired private MovableClock clock;
  @Autowired private Clock injected;

  @BeforeEach
  @AfterEach
  void now() {
    clock.set(NOW);
  }

  @Test
  void the_right_password_signs_in_and_is_kept_as_argon2id() {
    var ana = person();
    var browser = desk.strangerElsewhere();

    var reply = signIn(browser, ana.email(), GOOD);

    assertThat(reply.status()).isBetween(302, 303);
    assertThat(browser.get("/account").status()).isEqualTo(200);
    assertThat(account(ana).passwordHash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(String.join("\n", reply.headers("Set-Cookie")))
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .doesNotContain("Domain=");
  }

  @Test
  void a_wrong_password_and_an_unknown_name_are_answered_alike() {
    var ana = person();
    var nobody = freshEmail();

    var known = signIn(desk.strangerElsewhere(), ana.email(), "not the right words");
    var unknown = signIn(desk.strangerElsewhere(), nobody, "not the right words");

    assertThat(known.status()).isEqualTo(unknown.status()).isEqualTo(401);
    assertThat(plain(known, ana.email())).isEqualTo(plain(unknown, nobody));
    var forgotKnown = desk.strangerElsewhere().post("/forgot", "email", ana.email());
    var forgotUnknown = desk.strangerElsewhere().post("/forgot", "email", nobody);
    assertThat(forgotKnown.status()).isEqualTo(forgotUnknown.status());
    assertThat(plain(forgotKnown, ana.email())).isEqualTo(plain(forgotUnknown, nobody));
  }

  @Test
  void guessing_at_one_account_takes_longer_and_longer_wherever_and_however_it_is_written() {
    var ana = person();

    for (int i = 0; i < 5; i++) {
      assertThat(signIn(desk.strangerElsewhere(), ana.email(), "guess number " + i).status())
          .isEqualTo(401);
    }
    var locked = signIn(desk.strangerElsewhere(), ana.email(), GOOD);
    assertThat(locked.status()).isEqualTo(429);
    assertThat(retryAfter(locked)).isBetween(15L, 17L);
    for (var spelt : List.of(ana.email().toUpperCase(Locale.ROOT), "  " + ana.email() + " ")) {
      assertThat(signIn(desk.strangerElsewhere(), spelt, GOOD).status()).isEqualTo(429);
    }

    clock.advance(Duration.ofSeconds(16));
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), "guess again").status())
        .isEqualTo(401);
    assertThat(retryAfter(signIn(desk.strangerElsewhere(), ana.email(), GOOD))).isBetween(30L, 32L);
    clock.advance(Duration.ofSeconds(31));
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), "and again").status()).isEqualTo(401);
    assertThat(retryAfter(signIn(desk.strangerElsewhere(), ana.email(), GOOD))).isBetween(60L, 62L);

    clock.advance(Duration.ofSeconds(61));
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), GOOD).status()).isBetween(302, 303);
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), "wrong once").status()).isEqualTo(401);
  }

  @Test
  void an_unknown_name_is_locked_as_a_known_one_is() {
    var nobody = freshEmail();

    for (int i = 0; i < 5; i++) {
      signIn(desk.strangerElsewhere(), nobody, "guess number " + i);
    }

    assertThat(signIn(desk.strangerElsewhere(), nobody, GOOD).status()).isEqualTo(429);
  }

  @Test
  void one_address_that_tries_many_names_is_slowed() {
    var ana = person();
    var attacker = desk.strangerElsewhere();

    for (int i = 0; i < 20; i++) {
      assertThat(signIn(attacker, freshEmail(), "a common password").status()).isEqualTo(401);
    }

    assertThat(signIn(attacker, freshEmail(), "a common password").status()).isEqualTo(429);
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), GOOD).status()).isBetween(302, 303);
  }

  @Test
  void a_code_counts_once_and_so_does_a_recovery_code() {
    var ana = person();
    var owner = desk.strangerElsewhere();
    signIn(owner, ana.email(), GOOD);
    owner.get("/account/second-factor");
    var secret = vault.decrypt("access.totp", account(ana).offered().orElseThrow());
    var first = Totp.code(secret, clock.instant());
    var page = owner.post("/account/second-factor", "code", first);
    assertThat(page.status()).isEqualTo(200);
    var recovery = RECOVERY.matcher(page.body()).results().map(r -> r.group()).toList();
    assertThat(recovery).hasSizeGreaterThanOrEqualTo(10);

    // The password alone opens nothing, nor does the code that proved the phone.
    var browser = desk.strangerElsewhere();
    assertThat(signIn(browser, ana.email(), GOOD).location()).startsWith("/sign-in/code");
    assertThat(browser.get("/account").location()).startsWith("/sign-in");
    assertThat(code(browser, "000000").status()).isEqualTo(401);
    assertThat(code(browser, first).status()).isEqualTo(401);
    clock.advance(Duration.ofSeconds(30));
    var second = Totp.code(secret, clock.instant());
    assertThat(code(browser, second).status()).isBetween(302, 303);
    assertThat(browser.get("/account").status()).isEqualTo(200);

    var replay = desk.strangerElsewhere();
    signIn(replay, ana.email(), GOOD);
    assertThat(code(replay, second).status()).isEqualTo(401);
    assertThat(code(replay, recovery.getFirst().toUpperCase(Locale.ROOT)).status())
        .isBetween(302, 303);

    var again = desk.strangerElsewhere();
    signIn(again, ana.email(), GOOD);
    assertThat(code(again, recovery.getFirst()).status()).isEqualTo(401);
    assertThat(secondFactor.recoveryCodesLeft(ana.account())).isEqualTo(9);
  }

  @Test
  void codes_can_not_be_guessed_freely_behind_a_known_password() {
    var ana = person();
    var session = sessions.resume(sessions.start(ana.account(), "127.0.0.1", "t")).orElseThrow();
    secondFactor.offer(session);
    var secret = vault.decrypt("access.totp", account(ana).offered().orElseThrow());
    secondFactor.confirm(ana.account(), Totp.code(secret, clock.instant()));

    int guesses = 0;
    var last = 401;
    while (last == 401 && guesses < 30) {
      var attacker = desk.strangerElsewhere();
      last =
          signIn(attacker, ana.email(), GOOD).status() == 429
              ? 429
              : code(attacker, "123456").status();
      guesses++;
    }

    assertThat(last).isEqualTo(429);
    assertThat(guesses).isLessThan(6);
  }

  @Test
  void signing_in_gives_a_new_session_and_the_planted_one_stays_worthless() {
    var ana = person();
    var victim = desk.strangerElsewhere();
    victim.setCookie("desk", "planted-by-the-attacker");
    victim.get("/sign-in");

    signIn(victim, ana.email(), GOOD);

    var token = Objects.requireNonNull(victim.cookies().get("desk"));
    assertThat(token).isNotEqualTo("planted-by-the-attacker");
    var attacker = desk.strangerElsewhere();
    attacker.setCookie("desk", "planted-by-the-attacker");
    assertThat(attacker.get("/account").location()).startsWith("/sign-in");

    // Signing in again in the same browser ends what was there.
    victim.forgetCsrf();
    victim.get("/account");
    signIn(victim, ana.email(), GOOD);
    attacker.setCookie("desk", token);
    assertThat(attacker.get("/account").location()).startsWith("/sign-in");
    assertThat(victim.get("/account").status()).isEqualTo(200);
  }

  @Test
  void an_unused_session_ends_after_hours_and_a_used_one_after_days() {
    var ana = person();
    var idle = desk.browser(ana.account());
    var busy = desk.browser(ana.account());

    clock.advance(Duration.ofHours(7));
    assertThat(busy.get("/account").status()).isEqualTo(200);
    clock.advance(Duration.ofHours(1));
    assertThat(idle.get("/account").location()).startsWith("/sign-in");
    for (int i = 0; i < 22; i++) {
      assertThat(busy.get("/account").status()).isEqualTo(200);
      clock.advance(Duration.ofHours(7));
    }
    clock.advance(Duration.ofHours(6));
    assertThat(clock.instant()).isEqualTo(injected.instant()).isEqualTo("2026-03-09T15:00:00Z");
    assertThat(busy.get("/account").location()).startsWith("/sign-in");
  }

  @Test
  void sessions_are_listed_and_ended_by_their_person_only() {
    var ana = person();
    var here = desk.browser(ana.account());
    var there = desk.browser(ana.account());
    var stranger = desk.browser(person().account());

    var ids =
        END.matcher(here.get("/account").body()).results().map(r -> r.group(1)).distinct().toList();
    assertThat(ids).isNotEmpty();
    for (var id : ids) {
      assertThat(stranger.post("/account/sessions/" + id + "/end").status()).isEqualTo(404);
    }
    assertThat(there.get("/account").status()).isEqualTo(200);

    here.post("/account/sessions/end-others");

    assertThat(here.get("/account").status()).isEqualTo(200);
    assertThat(there.get("/account").location()).startsWith("/sign-in");
    here.post("/sign-out");
    assertThat(here.get("/account").location()).startsWith("/sign-in");
  }

  @Test
  void a_reset_link_works_once_and_ends_every_session() {
    var ana = person();
    var open = desk.browser(ana.account());
    for (int i = 0; i < 6; i++) {
      signIn(desk.strangerElsewhere(), ana.email(), "forgotten " + i);
    }
    var token = accounts.startReset(new EmailAddress(ana.email())).orElseThrow();
    var other = accounts.startReset(new EmailAddress(ana.email())).orElseThrow();
    var browser = desk.strangerElsewhere();

    assertThat(browser.get("/reset/" + token).status()).isEqualTo(200);
    assertThat(browser.post("/reset/" + token, "password", "short").status()).isEqualTo(400);
    assertThat(browser.post("/reset/" + token, "password", ana.email()).status()).isEqualTo(400);
    assertThat(browser.post("/reset/" + token, "password", "quite another phrase").status())
        .isBetween(302, 303);

    assertThat(open.get("/account").location()).startsWith("/sign-in");
    assertThat(browser.get("/reset/" + token).status()).isEqualTo(410);
    assertThat(browser.post("/reset/" + token, "password", "a third phrase here").status())
        .isEqualTo(410);
    assertThat(browser.post("/reset/" + other, "password", "a third phrase here").status())
        .isEqualTo(410);
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), GOOD).status()).isEqualTo(401);
    assertThat(signIn(desk.strangerElsewhere(), ana.email(), "quite another phrase").status())
        .isBetween(302, 303);
  }

  @Test
  void a_reset_link_is_soon_too_old_and_only_a_few_are_open_at_once() {
    var ana = new EmailAddress(person().email());
    var token = accounts.startReset(ana).orElseThrow();
    assertThat(accounts.startReset(ana)).isPresent();
    assertThat(accounts.startReset(ana)).isPresent();
    assertThat(accounts.startReset(ana)).isEmpty();

    clock.advance(Duration.ofMinutes(31));

    var browser = desk.strangerElsewhere();
    assertThat(browser.get("/reset/" + token).status()).isEqualTo(410);
    assertThat(browser.post("/reset/" + token, "password", "a third phrase here").status())
        .isEqualTo(410);
    assertThat(accounts.startReset(ana)).isPresent();
  }

  @Test
  void a_changed_password_ends_the_other_browsers_and_rotates_this_one() {
    var ana = person();
    var here = desk.browser(ana.account());
    var there = desk.browser(ana.account());
    var before = here.cookies().get("desk");

    here.post("/account/password", "current", "wrong guess", "password", "a new phrase of mine");
    assertThat(there.get("/account").status()).isEqualTo(200);
    here.post("/account/password", "current", GOOD, "password", "a new phrase of mine");

    assertThat(here.cookies().get("desk")).isNotEqualTo(before);
    assertThat(here.get("/account").status()).isEqualTo(200);
    assertThat(there.get("/account").location()).startsWith("/sign-in");
  }

  private Person person() {
    var email = freshEmail();
    return new Person(accounts.create(new EmailAddress(email), "Ana Example", GOOD), email);
  }

  private static String freshEmail() {
    return "p" + Uuid7.next().toString().replace("-", "") + "@people.example";
  }

  private Account account(Person person) {
    return transactions.withoutTenant(() -> store.find(person.account())).orElseThrow();
  }

  private static Reply signIn(Browser browser, String email, String password) {
    return browser.post("/sign-in", "email", email, "password", password);
  }

  private static Reply code(Browser browser, String code) {
    return browser.post("/sign-in/code", "code", code);
  }

  private static long retryAfter(Reply reply) {
    assertThat(reply.status()).isEqualTo(429);
    return Long.parseLong(reply.header("Retry-After").orElseThrow());
  }

  // What differs by design: the form token and the name as it was typed.
  private static String plain(Reply reply, String email) {
    return reply
        .body()
        .replace(email, "(email)")
        .replaceAll("name=\"_csrf\"[^>]*>", "")
        .replaceAll("name=\"csrf\" content=\"[^\"]*\"", "");
  }
}
