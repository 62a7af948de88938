import org.jspecify.annotations.NullMarked;

/** The gateway: the only way out of a bottle. */
@NullMarked
module dev.botbottle.gateway {
  requires static org.jspecify;
  requires dev.botbottle.authority;
  requires dev.botbottle.ledger;
  requires dev.botbottle.policy;
  requires dev.botbottle.scan;
  requires dev.botbottle.posix;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.brotli.dec;
}
