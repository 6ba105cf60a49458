package io.frontdesk.delivery;

import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import io.frontdesk.testing.TestPictures;
import java.util.Map;
import org.springframework.stereotype.Component;

/// A picture that was uploaded.
@Component
class PictureSeed implements TenantSeed {
  private final Pictures pictures;

  PictureSeed(Pictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var made = pictures.make(tenant.id(), "seed.png", TestPictures.png(TestPictures.flag(8, 8)));
    var id = pictures.add(tenant.id(), made, tenant.ownerCaller().actor()).id().toString();
    return Map.of("picture", id, "pictures/id", id, "pictures/picture", id);
  }
}
