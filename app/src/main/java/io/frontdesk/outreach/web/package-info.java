/// Outreach for people and programs.
@NullMarked
package io.frontdesk.outreach.web;

import org.jspecify.annotations.NullMarked;
