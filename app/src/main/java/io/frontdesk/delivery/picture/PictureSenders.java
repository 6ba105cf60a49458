package io.frontdesk.delivery.picture;

import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Which numbers can send pictures.
@Component
public class PictureSenders {
  private final Map<String, SmsGateway> gateways;

  PictureSenders(List<SmsGateway> gateways) {
    this.gateways =
        gateways.stream()
            .collect(Collectors.toUnmodifiableMap(SmsGateway::provider, Function.identity()));
  }

  public boolean mayGo(Sender from, PhoneNumber to) {
    var gateway = gateways.get(from.provider());
    return gateway != null && gateway.takesPictures(from, to);
  }
}
