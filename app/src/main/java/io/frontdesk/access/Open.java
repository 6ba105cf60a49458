package io.frontdesk.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A handler that anyone may reach without signing in, and why. Outside `/hooks/` and `/health`
/// every handler carries this, [SignedIn] or [Needs]; one that carries none is refused.
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Open {
  /// Why it needs no sign-in.
  String value();

  /// Whether a form must send back the token of [PublicFrame]. Only what uses no cookie at all
  /// (signed links, forms embedded in other sites) may switch it off.
  boolean csrf() default true;
}
