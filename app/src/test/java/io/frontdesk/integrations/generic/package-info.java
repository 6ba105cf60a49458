@org.jspecify.annotations.NullMarked
package io.frontdesk.integrations.generic;
