package io.frontdesk.integrations.generic;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.contacts.AddressTaken;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter.Undeliverable;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// What the payloads of generic webhooks mean, in versions, and its effect.
@Service
class Mappings {
  private static final Actor ACTOR = new Actor.Program("webhook");
  private static final String SOURCE = "webhook";

  private final TenantTransactions transactions;
  private final MappingStore store;
  private final Contacts contacts;
  private final Timeline timeline;
  private final Consents consents;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final Clock clock;

  Mappings(
      TenantTransactions transactions,
      MappingStore store,
      Contacts contacts,
      Timeline timeline,
      Consents consents,
      Workspaces workspaces,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.contacts = contacts;
    this.timeline = timeline;
    this.consents = consents;
    this.workspaces = workspaces;
    this.audit = audit;
    this.clock = clock;
  }

  Optional<MappingVersion> latest(TenantId tenant, ConnectionId connection) {
    return transactions.read(tenant, () -> store.latest(tenant, connection));
  }

  /// The newest first.
  List<MappingVersion> versions(TenantId tenant, ConnectionId connection, int limit) {
    return transactions.read(tenant, () -> store.versions(tenant, connection, limit));
  }

  /// Saves a new version; it counts from the next event on.
  ///
  /// @param before the version that the editor saw, 0 for none
  /// @throws Refusal when a field is wrong, or `mapping.changed` when somebody else saved meanwhile
  int save(TenantId tenant, Actor by, ConnectionId connection, int before, Mapping mapping) {
    var wrong = mapping.objections();
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
    int version = before + 1;
    transactions.write(
        tenant,
        () -> {
          int now = store.latest(tenant, connection).map(MappingVersion::version).orElse(0);
          if (now != before
              || !store.insert(
                  tenant,
                  connection,
                  new MappingVersion(version, mapping, by.name(), clock.instant()))) {
            throw Refusal.conflict(
                "mapping.changed", "Someone changed this mapping meanwhile; look at it again");
          }
          audit.record(
              tenant,
              by,
              "connections.mapping-saved",
              "connection",
              connection.toString(),
              Map.of("version", version));
        });
    return version;
  }

  /// What a payload would mean. Changes nothing.
  Meaning preview(TenantId tenant, Mapping mapping, Payload payload) {
    return Meaning.of(mapping, payload, workspaces.require(tenant).region());
  }

  /// What the connection's payloads mean now.
  ///
  /// @throws Undeliverable when there is no mapping
  Mapping require(Connection connection) {
    return latest(connection.tenant(), connection.id())
        .map(MappingVersion::mapping)
        .orElseThrow(
            () ->
                new Undeliverable(
                    "There is no mapping yet. Save one under Settings, Connections, then try"
                        + " again."));
  }

  /// Takes effect. Runs inside the transaction that marks the event done.
  ///
  /// @throws Undeliverable when the payload does not fit the mapping
  void apply(Connection connection, Mapping mapping, StoredEvent event, Payload payload) {
    var tenant = connection.tenant();
    var meaning = preview(tenant, mapping, payload);
    if (!meaning.problems().isEmpty()) {
      throw new Undeliverable(String.join("; ", meaning.problems()));
    }
    var contact = person(tenant, meaning);
    if (meaning.agreed()) {
      agree(connection, event, mapping, meaning);
    }
    if (mapping.has(Mapping.NOTE_TITLE)) {
      timeline.add(
          tenant,
          contact.id(),
          new Entry(
              "webhook",
              mapping.get(Mapping.NOTE_TITLE),
              meaning.note(),
              event.receivedAt(),
              "webhook",
              event.id().toString()));
    }
  }

  // Whoever has the number is the person; an address that somebody else has stays theirs.
  private Contact person(TenantId tenant, Meaning meaning) {
    var phone = meaning.phone();
    var email = meaning.email();
    if (phone == null) {
      if (email == null) {
        throw new Undeliverable("there is no address");
      }
      return contacts.findOrCreate(tenant, email, meaning.name(), SOURCE);
    }
    if (email == null) {
      return contacts.findOrCreate(tenant, phone, meaning.name(), SOURCE);
    }
    if (contacts.findByPhone(tenant, phone).isPresent()) {
      var known = contacts.findOrCreate(tenant, phone, meaning.name(), SOURCE);
      try {
        contacts.addEmail(tenant, known.id(), email);
      } catch (AddressTaken others) {
        return known;
      }
      return known;
    }
    var byMail = contacts.findOrCreate(tenant, email, meaning.name(), SOURCE);
    contacts.addPhone(tenant, byMail.id(), phone);
    return byMail;
  }

  private void agree(Connection connection, StoredEvent event, Mapping mapping, Meaning meaning) {
    var purpose = Purpose.valueOf(mapping.get(Mapping.CONSENT_PURPOSE));
    var kind = purpose == Purpose.MARKETING ? Consents.Kind.WRITTEN : Consents.Kind.EXPRESS;
    var proof = "webhook " + event.id() + ": " + mapping.get(Mapping.CONSENT_PROOF);
    var tenant = connection.tenant();
    var phone = meaning.phone();
    if (phone != null) {
      consents.grant(tenant, Channel.SMS, phone.e164(), purpose, kind, proof, ACTOR);
    }
    var email = meaning.email();
    if (email != null) {
      consents.grant(tenant, Channel.EMAIL, email.value(), purpose, kind, proof, ACTOR);
    }
  }
}
