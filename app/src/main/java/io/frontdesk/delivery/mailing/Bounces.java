package io.frontdesk.delivery.mailing;

import io.frontdesk.access.Actor;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Bars e-mail addresses that don't work: at once when the server says that there is no such
/// mailbox, after [#SOFT_IN_A_ROW] mails in a row that came back for another reason (full, not
/// reachable). What a server refuses for its content or our reputation says nothing of the address.
///
/// Call it before the delivery moves: the address is locked before rows of its thread.
@Component
public class Bounces {
  /// Mails in a row, none arriving between, after which an address is given up.
  public static final int SOFT_IN_A_ROW = 5;

  private static final Actor MAIL_SERVER = new Actor.Program("the mail server");

  // RFC 3463: bad mailbox, bad system, bad syntax, moved, no mail taken; mailbox disabled.
  private static final Pattern HARD =
      Pattern.compile("5\\.1\\.(1|2|3|6|10)|5\\.2\\.1|rcpt-55[013]");
  private static final Pattern SOFT =
      Pattern.compile("4\\.\\d{1,3}\\.\\d{1,3}|5\\.2\\.2|5\\.4\\.\\d{1,3}|smtp-4\\d\\d|rcpt-552");

  private final BounceStore store;
  private final Suppressions suppressions;

  Bounces(BounceStore store, Suppressions suppressions) {
    this.store = store;
    this.suppressions = suppressions;
  }

  /// Notes that `mail` did not arrive. Inside a transaction of `tenant`; repeatable.
  ///
  /// @param code the status of RFC 3463, or the server's reply as `rcpt-550`; null says nothing
  public void note(TenantId tenant, Delivery mail, @Nullable String code) {
    if (mail.channel() != Channel.EMAIL || code == null) {
      return;
    }
    if (HARD.matcher(code).matches()) {
      bar(tenant, mail, "hard-bounce " + code);
    } else if (isSoft(code)) {
      var before = store.codesBefore(tenant, mail, SOFT_IN_A_ROW - 1);
      if (before.size() == SOFT_IN_A_ROW - 1 && before.stream().allMatch(Bounces::isSoft)) {
        bar(tenant, mail, "soft-bounces " + code);
      }
    }
  }

  /// Notes that the person, or their provider for them, complained about `mail`.
  public boolean complained(TenantId tenant, Delivery mail) {
    return mail.channel() == Channel.EMAIL
        && suppressions.suppress(
            tenant,
            Channel.EMAIL,
            mail.address(),
            Suppression.Scope.ALL,
            Suppression.Reason.COMPLAINT,
            "complaint delivery " + mail.id(),
            MAIL_SERVER);
  }

  private void bar(TenantId tenant, Delivery mail, String why) {
    suppressions.suppress(
        tenant,
        Channel.EMAIL,
        mail.address(),
        Suppression.Scope.ALL,
        Suppression.Reason.BOUNCE,
        why + " delivery " + mail.id(),
        MAIL_SERVER);
  }

  private static boolean isSoft(String code) {
    return SOFT.matcher(code).matches();
  }
}
