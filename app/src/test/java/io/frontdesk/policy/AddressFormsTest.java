package io.frontdesk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.testing.TestDesk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// One number or mailbox is barred however it is written.
@FrontdeskTest
class AddressFormsTest {
  private static final Actor PERSON = new Actor.Program("the person");

  @Autowired private TestDesk desk;
  @Autowired private Suppressions suppressions;

  @ParameterizedTest
  @CsvSource({
    "SMS,   +1 (555) 234-5678,       +15552345678,               true",
    "SMS,   +1-555-234-5678,         +1 555.234.5678,            true",
    "VOICE, tel:+1-555-234-5678,     +15552345678,               true",
    "SMS,   +44 (0)20 7946 0018,     +442079460018,              true",
    "SMS,   +15552345678,            +15552345679,               false",
    "EMAIL, Ann@Example.org,         ann@example.ORG,            true",
    "EMAIL, ann@münchen.example,     ann@xn--mnchen-3ya.example, true",
    "EMAIL, ann+promo@example.org,   ann@example.org,            false",
  })
  void one_address_in_two_forms(Channel channel, String barred, String asked, boolean same) {
    TenantId shop = desk.tenant().create().id();
    suppressions.suppress(
        shop,
        channel,
        barred,
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "text test one",
        PERSON);

    assertThat(suppressions.isSuppressed(shop, channel, asked)).isEqualTo(same);
    assertThat(suppressions.isSuppressed(shop, channel, barred)).isTrue();
  }
}
