package io.frontdesk.testing;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Member;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.AccountStore;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.guard.Cookies;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.access.member.MemberStore;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Makes workspaces for tests and lets people and programs into them over real HTTP. Inject it into
/// a `@FrontdeskTest`.
///
/// ```java
/// var shop = desk.tenant().named("Bright Smile").inZone("Europe/Rome").create();
/// var page = shop.signedIn(Role.FRONT_DESK).get("/calls"); // below /w/{slug}
/// ```
@Component
public class TestDesk {
  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  private final Workspaces workspaces;
  private final OpeningHours hours;
  private final AccountStore accounts;
  private final MemberStore members;
  private final Sessions sessions;
  private final ApiKeys keys;
  private final Cookies cookies;
  private final TenantTransactions transactions;
  private final Clock clock;
  private final Environment environment;

  TestDesk(
      Workspaces workspaces,
      OpeningHours hours,
      AccountStore accounts,
      MemberStore members,
      Sessions sessions,
      ApiKeys keys,
      Cookies cookies,
      TenantTransactions transactions,
      Clock clock,
      Environment environment) {
    this.workspaces = workspaces;
    this.hours = hours;
    this.accounts = accounts;
    this.members = members;
    this.sessions = sessions;
    this.keys = keys;
    this.cookies = cookies;
    this.transactions = transactions;
    this.clock = clock;
    this.environment = environment;
  }

  /// A workspace to be: open every day 08:00–20:00 in America/New_York unless told otherwise, with
  /// an owner.
  public TenantBuilder tenant() {
    return new TenantBuilder();
  }

  /// Address of the running program, without a slash at the end.
  public String baseUrl() {
    return baseUrl("localhost");
  }

  /// A browser that nobody signed in.
  public Browser stranger() {
    return new Browser(baseUrl(), "");
  }

  /// A browser that nobody signed in, at an address that no other has: what is counted or locked
  /// per address then concerns this test alone.
  public Browser strangerElsewhere() {
    try {
      return Browser.from(InetAddress.getByName(freshAddress()), baseUrl("127.0.0.1"));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// An address of loopback that was not given before.
  private static String freshAddress() {
    int number = ADDRESSES.incrementAndGet();
    return "127.77." + number / 250 + "." + (number % 250 + 1);
  }

  private String baseUrl(String host) {
    return "http://" + host + ":" + environment.getRequiredProperty("local.server.port");
  }

  /// A program with this text as its key.
  public ApiClient client(String key) {
    return new ApiClient(baseUrl(), key);
  }

  /// A new account that is a member of nothing.
  public AccountId account(String name) {
    var id = new AccountId(Uuid7.next());
    var email =
        new EmailAddress(
            "u" + id.value().toString().replace("-", "").substring(8) + "@people.example");
    transactions.withoutTenant(
        () -> {
          accounts.insert(id, email, name, null, clock.instant());
          return id;
        });
    return id;
  }

  /// A browser in which this account is signed in.
  public Browser browser(AccountId account) {
    var token = sessions.start(account, "127.0.0.1", "test browser");
    var browser = new Browser(baseUrl(), "");
    browser.setCookie(cookies.name(Cookies.Kind.SESSION), token);
    return browser;
  }

  /// Builds a workspace.
  public final class TenantBuilder {
    private String name = "Test desk";
    private ZoneId zone = ZoneId.of("America/New_York");
    private String region = "US";
    private String currency = "USD";
    private @Nullable TenantId agency;
    private WeekHours week = everyDay("08:00", "20:00");

    public TenantBuilder named(String text) {
      name = text;
      return this;
    }

    public TenantBuilder inZone(String id) {
      zone = ZoneId.of(id);
      return this;
    }

    public TenantBuilder inRegion(String iso) {
      region = iso;
      return this;
    }

    public TenantBuilder withCurrency(String iso) {
      currency = iso;
      return this;
    }

    public TenantBuilder under(TestTenant above) {
      agency = above.id();
      return this;
    }

    /// Open every day from and to these local times.
    public TenantBuilder open(String from, String to) {
      week = everyDay(from, to);
      return this;
    }

    public TenantBuilder withHours(WeekHours hoursOfWeek) {
      week = hoursOfWeek;
      return this;
    }

    public TestTenant create() {
      var workspace = workspaces.open(new NewWorkspace(name, zone, region, currency, agency));
      hours.set(workspace.id(), week);
      return new TestTenant(workspace);
    }
  }

  /// A workspace of one test.
  public final class TestTenant {
    private final Workspace workspace;
    private final AccountId owner;

    TestTenant(Workspace workspace) {
      this.workspace = workspace;
      this.owner = member(Role.OWNER);
    }

    public TenantId id() {
      return workspace.id();
    }

    public String slug() {
      return workspace.slug();
    }

    public Workspace workspace() {
      return workspace;
    }

    public AccountId ownerAccount() {
      return owner;
    }

    /// The owner's own browser; paths are below `/w/{slug}`.
    public Browser owner() {
      return browser(owner).below("/w/" + slug());
    }

    /// A new member's browser; paths are below `/w/{slug}`.
    public Browser signedIn(Role role) {
      return browser(member(role)).below("/w/" + slug());
    }

    /// A new account with this role here.
    public AccountId member(Role role) {
      var account = account(role.label() + " Example");
      join(account, role);
      return account;
    }

    /// Gives an account a role here.
    public MemberId join(AccountId account, Role role) {
      var member = new MemberId(Uuid7.next());
      transactions.write(id(), () -> members.add(id(), member, account, role, clock.instant()));
      return member;
    }

    /// Gives a member another role.
    public void become(AccountId account, Role role) {
      var member =
          members().stream().filter(one -> one.account().equals(account)).findAny().orElseThrow();
      transactions.write(id(), () -> members.setRole(id(), member, role));
    }

    /// Everyone who works here.
    public List<Member> members() {
      return transactions.read(id(), () -> members.all(id()));
    }

    /// The owner as services see them.
    public Caller ownerCaller() {
      return new Caller(
          id(), slug(), new Actor.Person(owner, "Owner Example"), Role.OWNER.permissions());
    }

    /// A client with a new key of these scopes; all of them when none is named. Paths begin with
    /// `/api/v1`.
    public ApiClient apiKey(Permission... scopes) {
      return client(apiKeyText(null, scopes));
    }

    /// The text of a new key.
    public String apiKeyText(@Nullable Duration lifetime, Permission... scopes) {
      var wanted =
          scopes.length == 0 ? EnumSet.allOf(Permission.class) : EnumSet.copyOf(Set.of(scopes));
      return keys.make(ownerCaller(), "Test key", wanted, lifetime).text();
    }
  }

  private static WeekHours everyDay(String from, String to) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      days.put(day, List.of(TimeRange.of(from, to)));
    }
    return new WeekHours(days);
  }
}
