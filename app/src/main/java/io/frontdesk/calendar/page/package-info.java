/// What clients do by themselves: the public booking page of a workspace, as a page of its own and
/// inside other sites, and the link by which a client moves or cancels an appointment.
///
/// Owns the page's settings. Doors: `/book/{slug}` and `/embed/{slug}` (the same pages, framed by
/// the sites that the workspace names), `/a/{token}` (one appointment; the token is the right),
/// settings.
///
/// Nobody signs in, so nothing here trusts a cookie: no form needs one, which also makes the pages
/// work inside a frame. What a form may do follows from a token we made. What can go wrong: floods
/// of holds and bookings (bounded per address, per person and by the hold's end), programs that
/// fill in forms (a field that people don't see, a form that comes back too soon), links that were
/// forged or are over, framing by strangers (`frame-ancestors`).
@NullMarked
package io.frontdesk.calendar.page;

import org.jspecify.annotations.NullMarked;
