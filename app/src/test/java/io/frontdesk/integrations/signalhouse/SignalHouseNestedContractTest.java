package io.frontdesk.integrations.signalhouse;

/// With events whose fields stand under `data`.
class SignalHouseNestedContractTest extends SignalHouseContractTest {
  @Override
  boolean nested() {
    return true;
  }
}
