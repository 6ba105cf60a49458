package io.frontdesk.delivery.explain;

import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.policy.PersonPlaces;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Where a person said they live survives that they were found to be two entries of the book.
@Component
class PlaceOfMerged {
  private final PersonPlaces places;

  PlaceOfMerged(PersonPlaces places) {
    this.places = places;
  }

  @EventListener
  void on(ContactsMerged merged) {
    places.merged(merged.tenant(), merged.kept().value(), merged.gone().value());
  }
}
