package io.frontdesk.platform.config;

/// Where the program runs. Profiles differ in limits and strictness only; none switches a guard
/// off.
public enum Profile {
  DEVELOPMENT,
  STAGING,
  PRODUCTION
}
