/// The client book's tables and its screens.
@NullMarked
package io.frontdesk.contacts.book;

import org.jspecify.annotations.NullMarked;
