/// Outreach: one message to an audience of the client book, as a *block*.
///
/// **Data.** `block` holds the message, the audience, hours, rate and state. `recipient` is the
/// plan: one row per person of the audience, unique by block and address hash among those who will
/// be contacted. `part` sums it up: parts above 0 are places whose hours are the same, with how far
// they
/// were handed over; parts below 0 are reasons for leaving people out, see [LeftOut].
///
/// **Doors.** [Blocks] for other modules, pages below `/w/{workspace}/outreach`, the API at
/// `/api/v1/outreach/blocks`, the job `outreach.plan`, the loop that feeds.
///
/// **States.** See [BlockState]. *Planning* walks the audience by contact id, a page per
/// transaction, and keeps its place in the block: killed, it goes on where it was, and the same
/// book gives the
// same
/// plan. *Running* hands people over to the delivery ledger, a few hundred ahead of what is sent;
/// the key `outreach/{block}/{address hash}` makes each a delivery once. *Paused* and *cancelled*
/// also turn the campaign's kill switch, so what was handed over stops with it.
///
/// **What can go wrong.** A person opts out after planning: the policy decides anew when it is
/// sent. A contact is deleted, merged, or has the address no more: skipped when its turn comes.
/// Hours
// close
/// before everybody had their turn: the rest waits for the next opening of their place. Nobody
/// feeds (all nodes down): nothing leaves, nothing is lost. The rules of the law change: hours are
/// read anew at each feeding, whom to leave out when it is planned anew and when it is sent.
@ApplicationModule(allowedDependencies = {"tenancy", "access", "policy", "contacts", "delivery"})
@NullMarked
package io.frontdesk.outreach;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
