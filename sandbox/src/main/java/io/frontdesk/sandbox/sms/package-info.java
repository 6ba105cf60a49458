/// The carrier: messages out, reports and replies back.
@NullMarked
package io.frontdesk.sandbox.sms;

import org.jspecify.annotations.NullMarked;
