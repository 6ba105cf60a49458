package io.frontdesk.contacts;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Hears of merges as other modules do.
@Component
class MergeWatcher {
  final List<ContactsMerged> seen = new CopyOnWriteArrayList<>();

  @EventListener
  void merged(ContactsMerged merged) {
    seen.add(merged);
  }
}
