/// Vapi, a voice platform: its webhooks, tool answers and live controls.
@NullMarked
package io.frontdesk.integrations.vapi;

import org.jspecify.annotations.NullMarked;
