package io.frontdesk.access;

import io.frontdesk.access.account.Links;
import io.frontdesk.platform.mail.EmailAddress;
import org.springframework.stereotype.Service;

/// Accounts that the program itself makes, such as the demonstration's owner. Call it outside a
/// transaction.
@Service
public class People {
  private final Links links;

  People(Links links) {
    this.links = links;
  }

  /// The account of this address, made without a password when there is none.
  public AccountId ensure(EmailAddress email, String name) {
    return links.ensure(email, name);
  }

  /// Whether anyone has an account yet.
  public boolean none() {
    return links.nobodyYet();
  }

  /// An address that signs this account in once, within a day. For the person at the terminal only.
  public String oneTimeSignIn(AccountId account) {
    return links.oneTimeSignIn(account);
  }
}
