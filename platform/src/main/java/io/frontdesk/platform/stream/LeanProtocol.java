package io.frontdesk.platform.stream;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/// Tomcat's connector, except that a connection which has become a stream gives its buffers back.
public final class LeanProtocol extends Http11NioProtocol {
  public LeanProtocol() {
    super(new Endpoint());
  }

  private static final class Endpoint extends NioEndpoint {
    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
      return isSSLEnabled()
          ? super.createChannel(buffers)
          : new NioChannel(new LeanBuffers(buffers));
    }
  }
}
