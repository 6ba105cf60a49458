package io.frontdesk.calendar.booking;

import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds or makes the client of a booking by what a form says of them.
@Component
public class NewClients {
  private final Contacts contacts;
  private final Workspaces workspaces;

  NewClients(Contacts contacts, Workspaces workspaces) {
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  /// What a form says, read.
  ///
  /// @param name empty when not given
  public record Given(String name, @Nullable PhoneNumber phone, @Nullable EmailAddress email) {
    @Override
    public String toString() {
      return "Given";
    }
  }

  /// @throws Refusal naming `name`, `phone` or `email`; without any of the last two, `contact`
  public Given read(TenantId tenant, String name, String phone, String email) {
    var errors = new ArrayList<FieldError>();
    if (name.strip().length() > 200) {
      errors.add(new FieldError("name", "At most 200 characters."));
    }
    var region = workspaces.require(tenant).region();
    Optional<PhoneNumber> number = PhoneNumber.parse(phone, region);
    if (!phone.isBlank() && number.isEmpty()) {
      errors.add(new FieldError("phone", "This is no phone number."));
    }
    Optional<EmailAddress> address = EmailAddress.parse(email);
    if (!email.isBlank() && address.isEmpty()) {
      errors.add(new FieldError("email", "This is no e-mail address."));
    }
    if (phone.isBlank() && email.isBlank()) {
      errors.add(new FieldError("contact", "Give a phone number or an e-mail address."));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    return new Given(name.strip(), number.orElse(null), address.orElse(null));
  }

  /// The client with this phone number, else with this e-mail address, made when there is none.
  ///
  /// @param trusted the desk says so: an address that is missing is added to a client we know. What
  ///     a stranger says changes nobody's entry.
  public ContactId of(TenantId tenant, Given given, String source, boolean trusted) {
    var name = given.name().isEmpty() ? null : given.name();
    var phone = given.phone();
    var email = given.email();
    if (phone == null) {
      if (email == null) {
        throw Refusal.field("contact", "Give a phone number or an e-mail address.");
      }
      return contacts.findOrCreate(tenant, email, name, source).id();
    }
    boolean known = contacts.findByPhone(tenant, phone).isPresent();
    Contact client = contacts.findOrCreate(tenant, phone, known && !trusted ? null : name, source);
    if (email != null && client.emails().isEmpty() && (trusted || !known)) {
      addEmail(tenant, client, email);
    }
    return client.id();
  }

  private void addEmail(TenantId tenant, Contact client, EmailAddress email) {
    if (contacts.findByEmail(tenant, email).isEmpty()) {
      contacts.addEmail(tenant, client.id(), email);
    }
  }
}
