package io.frontdesk.delivery.web;

import io.frontdesk.delivery.Senders;
import io.frontdesk.policy.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One sender's limits as a form, with what is wrong with it.
public record SenderForm(
    UUID id,
    String title,
    Channel channel,
    boolean isDefault,
    Map<String, String> values,
    Map<String, String> errors) {
  public SenderForm {
    values = Map.copyOf(values);
    errors = Map.copyOf(errors);
  }

  static SenderForm of(Senders.Limited one) {
    var limits = one.limits();
    var values = new HashMap<String, String>();
    values.put("kind", limits.kind().name());
    values.put("atOnce", limits.atOnce() == null ? "" : limits.atOnce().toString());
    values.put("campaign", limits.campaign() == null ? "" : limits.campaign());
    values.put("campaignClass", limits.campaignClass().name());
    values.put("brand", limits.brand() == null ? "" : limits.brand());
    values.put("brandTier", limits.brandTier().name());
    var sender = one.sender();
    return new SenderForm(
        sender.id(), sender.display(), sender.channel(), sender.isDefault(), values, Map.of());
  }

  SenderForm refused(Map<String, String> sent, Map<String, String> wrong) {
    return new SenderForm(id, title, channel, isDefault, sent, wrong);
  }

  public String get(String field) {
    return values.getOrDefault(field, "");
  }

  public boolean is(String field, String value) {
    return get(field).equals(value);
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }
}
