package io.frontdesk.receptionist.tools;

import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who an appointment is for. The number that rings decides; only a caller who withholds it is
/// found by the number they say. What a caller says may fill gaps of their own record, and changes
/// nobody
/// else's.
@Component
class Clients {
  private static final String SOURCE = "phone";

  private final Contacts contacts;

  Clients(Contacts contacts) {
    this.contacts = contacts;
  }

  /// Who it is, or what to ask first.
  sealed interface Found {
    /// @param spokenName what to call them: the name they gave, else the one we know
    record Client(Contact contact, String spokenName) implements Found {}

    record Ask(String what, String question) implements Found {}
  }

  Found of(Situation situation) {
    var arguments = situation.arguments();
    var region = situation.workspace().region();
    var caller = situation.call().caller();
    var said =
        arguments
            .phone(region, "phone", "patientPhone", "phoneNumber", "callbackNumber", "mobile")
            .orElse(null);
    var number = caller == null ? said : caller;
    if (number == null) {
      return new Found.Ask("phone", "What's the best number to reach you on?");
    }
    var name = arguments.text(200, "name", "patientName", "fullName", "callerName").orElse(null);
    var known = contacts.findByPhone(situation.tenant(), number).map(Contact::name).orElse(null);
    if (name == null && (known == null || caller == null)) {
      return new Found.Ask("name", "May I have your full name for the booking, please?");
    }
    var email = arguments.email("email", "patientEmail", "emailAddress").orElse(null);
    boolean theirs = caller != null || contacts.findByPhone(situation.tenant(), number).isEmpty();
    var contact = contacts.findOrCreate(situation.tenant(), number, name, SOURCE);
    if (theirs) {
      contact = fill(situation.tenant(), contact, caller == null ? null : said, email);
    }
    return new Found.Client(contact, name == null ? contact.displayName() : tidy(name));
  }

  // An address that already belongs to someone stays with them.
  private Contact fill(
      TenantId tenant, Contact contact, @Nullable PhoneNumber phone, @Nullable EmailAddress email) {
    boolean changed = false;
    if (phone != null
        && !contact.phones().contains(phone)
        && contacts.findByPhone(tenant, phone).isEmpty()) {
      contacts.addPhone(tenant, contact.id(), phone);
      changed = true;
    }
    if (email != null
        && !contact.emails().contains(email)
        && contacts.findByEmail(tenant, email).isEmpty()) {
      contacts.addEmail(tenant, contact.id(), email);
      changed = true;
    }
    return changed ? contacts.require(tenant, contact.id()) : contact;
  }

  private static String tidy(String name) {
    return name.replaceAll("\\s+", " ").strip();
  }
}
