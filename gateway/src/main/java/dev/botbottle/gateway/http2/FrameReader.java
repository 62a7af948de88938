package dev.botbottle.gateway.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * Reads frames from a stream. Netty's reader and header decoder with every check they have, fed
 * with a buffer of ours. Owned by one thread.
 */
final class FrameReader {
  /** RFC 9113 §6.5.2: what is not announced otherwise. */
  static final int LARGEST_FRAME = 16_384;

  private static final int CAPACITY = 2 * LARGEST_FRAME + 1_024;

  /** CVE-2024-27316: a head of 64 KiB needs four frames. */
  private static final int SMALL_CONTINUATIONS = 16;

  /** Takes a stream that its peer ended by a mistake, as far as it is the stream's alone. */
  interface OnStreamError {
    void streamError(int stream, Http2Error code) throws Http2Exception;
  }

  /**
   * All that Netty's reader asks a context for is memory, for a head in several frames. This one
   * has no channel that anything could be sent through. (An {@code EmbeddedChannel}'s is a hundred
   * classes.)
   */
  private static final class NoChannel {
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final ChannelHandlerContext CONTEXT =
        (ChannelHandlerContext)
            Proxy.newProxyInstance(
                ChannelHandlerContext.class.getClassLoader(),
                new Class<?>[] {ChannelHandlerContext.class},
                NoChannel::memory);

    private static Object memory(Object context, Method asked, Object[] arguments) {
      if (asked.getName().equals("alloc")) {
        return HEAP;
      }
      throw new UnsupportedOperationException(asked.getName());
    }
  }

  private final InputStream in;
  private final ByteBuf buffer = Unpooled.buffer(LARGEST_FRAME, CAPACITY);
  private final DefaultHttp2FrameReader frames;

  /**
   * @param maxHead how large a header section may be, as RFC 9113 §6.5.2 counts it
   */
  FrameReader(InputStream in, int maxHead) {
    this.in = in;
    try {
      var fields = new DefaultHttp2HeadersDecoder(true, true, maxHead);
      fields.maxHeaderListSize(maxHead, maxHead);
      this.frames = new DefaultHttp2FrameReader(fields, SMALL_CONTINUATIONS);
    } catch (Http2Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Whether these bytes come next; nothing else does when they do not. */
  boolean skip(byte[] expected) throws IOException {
    byte[] bytes = in.readNBytes(expected.length);
    return Arrays.equals(bytes, expected);
  }

  /**
   * Waits for bytes and hands over the frames in them.
   *
   * @return false at the end of the stream
   */
  boolean read(Http2FrameListener listener, OnStreamError errors)
      throws IOException, Http2Exception {
    if (!fill()) {
      return false;
    }
    while (buffer.isReadable()) {
      try {
        frames.readFrame(NoChannel.CONTEXT, buffer, listener);
        return true;
      } catch (Http2Exception.StreamException e) {
        errors.streamError(e.streamId(), e.error());
      }
    }
    return true;
  }

  private boolean fill() throws IOException {
    if (!buffer.isReadable()) {
      buffer.clear();
    } else if (buffer.maxWritableBytes() < LARGEST_FRAME) {
      buffer.discardReadBytes();
    }
    if (buffer.writableBytes() == 0) {
      buffer.ensureWritable(Math.min(LARGEST_FRAME, buffer.maxWritableBytes()));
    }
    int n =
        in.read(
            buffer.array(), buffer.arrayOffset() + buffer.writerIndex(), buffer.writableBytes());
    if (n <= 0) {
      return false;
    }
    buffer.writerIndex(buffer.writerIndex() + n);
    return true;
  }
}
