package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each frame that Netty's reader found well-formed. Owned by the reading thread;
 * takes the connection's lock for each.
 */
final class Incoming implements Http2FrameListener {
  /** Answers to a peer that does not read them. */
  private static final int MOST_WAITING = 64 * 1024;

  /** What is done with a frame under the connection's lock. */
  private interface Step {
    void run() throws Http2Exception;
  }

  private final Http2Connection connection;
  private boolean begun;

  Incoming(Http2Connection connection) {
    this.connection = connection;
  }

  private void locked(Step step) throws Http2Exception {
    connection.lock.lock();
    try {
      if (!begun) {
        throw Http2Connection.broken(
            Http2Error.PROTOCOL_ERROR, "a connection that does not begin with SETTINGS");
      }
      if (connection.output.waiting() > MOST_WAITING) {
        throw Http2Connection.broken(Http2Error.ENHANCE_YOUR_CALM, "answers that nobody reads");
      }
      step.run();
    } finally {
      connection.lock.unlock();
    }
  }

  private void cost() throws Http2Exception {
    connection.calm.cost(System.nanoTime());
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    int length = data.readableBytes();
    locked(() -> {
      connection.arrived(length + padding);
      if (length == 0 && !end) {
        cost();
      } else {
        connection.calm.earn();
      }
      Http2Stream stream = connection.stream(id);
      if (stream == null) {
        connection.checkGone(id);
      } else {
        data(stream, data, padding, end);
      }
    });
    return length + padding;
  }

  private void data(Http2Stream stream, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    int length = data.readableBytes();
    if (!stream.headed()) {
      connection.malformed(stream.id(), "a body without a head", Http2Error.PROTOCOL_ERROR);
    } else if (stream.remoteEnded()) {
      connection.malformed(stream.id(), "bytes behind its end", Http2Error.STREAM_CLOSED);
    } else if (!stream.fits(length + padding)) {
      connection.malformed(
          stream.id(), "more than there is room for", Http2Error.FLOW_CONTROL_ERROR);
    } else if (!stream.data(data.array(), data.arrayOffset() + data.readerIndex(), length)) {
      connection.malformed(stream.id(), "a body other than announced", Http2Error.PROTOCOL_ERROR);
    } else {
      stream.padding(padding);
      if (end) {
        connection.ended(stream, new Fields());
      }
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers section, int padding, boolean end)
      throws Http2Exception {
    locked(() -> {
      Http2Stream stream = connection.stream(id);
      if (stream == null) {
        connection.opened(id, section, end);
      } else if (stream.remoteEnded()) {
        connection.malformed(id, "a head behind its end", Http2Error.STREAM_CLOSED);
      } else {
        connection.section(stream, section, end);
      }
    });
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers section,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    onHeadersRead(context, id, section, padding, end);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int id, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    locked(this::cost);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int id, long code)
      throws Http2Exception {
    locked(() -> {
      cost();
      if (connection.idle(id)) {
        throw Http2Connection.broken(Http2Error.PROTOCOL_ERROR, "RST_STREAM on an idle stream");
      }
      Http2Stream stream = connection.stream(id);
      if (stream != null) {
        connection.resetByPeer(stream, code);
        connection.givenUp();
      }
    });
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
    locked(this::cost);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    begun = true;
    locked(() -> {
      cost();
      @Nullable Integer window = settings.initialWindowSize();
      if (window != null) {
        connection.streamWindow(window);
      }
      connection.settings(settings);
      connection.output.settingsAck();
    });
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    locked(() -> {
      cost();
      connection.output.pingAck(data);
    });
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
    locked(this::cost);
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext context, int id, int promised, Http2Headers section, int padding)
      throws Http2Exception {
    // Clients never promise (RFC 9113 §8.4), and servers were told not to (§6.5.2).
    throw Http2Connection.broken(Http2Error.PROTOCOL_ERROR, "PUSH_PROMISE");
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext context, int last, long code, ByteBuf debug)
      throws Http2Exception {
    locked(() -> {
      cost();
      connection.leave();
      connection.left(last);
    });
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int id, int more)
      throws Http2Exception {
    locked(() -> {
      cost();
      if (id == 0) {
        connection.grant(more);
      } else if (connection.idle(id)) {
        throw Http2Connection.broken(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE on an idle stream");
      } else {
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
          connection.grant(stream, more);
        }
      }
    });
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int id, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    // Extensions (RFC 9113 §5.5) are not passed on: ALTSVC and ORIGIN would name other places.
    locked(this::cost);
  }
}
