/// The screens and the API of what leaves the house.
@NullMarked
package io.frontdesk.delivery.web;

import org.jspecify.annotations.NullMarked;
