package io.frontdesk.demo;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Members;
import io.frontdesk.access.People;
import io.frontdesk.access.Role;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.Department;
import io.frontdesk.receptionist.Receptionist;
import org.springframework.stereotype.Component;

/// Who works at the clinic's desk: its owner, who has no password and comes in by one-time links
/// from the terminal, and the receptionist.
@Component
class StaffRoom {
  private final People people;
  private final Members members;
  private final Receptionist receptionist;

  StaffRoom(People people, Members members, Receptionist receptionist) {
    this.people = people;
    this.members = members;
    this.receptionist = receptionist;
  }

  void furnish(TenantId tenant, Actor by) {
    members.add(tenant, owner(), Role.OWNER, by);
    receptionist.configure(tenant, by, configuration(), "As the demonstration begins");
  }

  /// An address that signs the owner in, once.
  String signInLink() {
    return people.oneTimeSignIn(owner());
  }

  private AccountId owner() {
    return people.ensure(EmailAddress.parse(Clinic.OWNER_EMAIL).orElseThrow(), Clinic.OWNER);
  }

  private static Configuration configuration() {
    var standard = Configuration.standard(Clinic.NAME, "US");
    return new Configuration(
        standard.persona(),
        standard.greeting(),
        standard.tools(),
        Clinic.EXTENSIONS.stream()
            .map(
                one ->
                    new Department(one.name(), new PhoneNumber(one.number()), one.onlyWhenOpen()))
            .toList(),
        standard.afterHours(),
        standard.emergencySentence(),
        standard.emergencyWords(),
        standard.mostTransfers());
  }
}
