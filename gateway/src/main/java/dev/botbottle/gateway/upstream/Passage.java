package dev.botbottle.gateway.upstream;

import java.nio.channels.SocketChannel;

/**
 * Whether anything may leave at this moment. A dial takes a while, and this may change meanwhile;
 * so it is asked before each step, and holds each channel before its first packet.
 */
public interface Passage {
  /**
   * Returns when something may leave.
   *
   * @throws DialException when nothing may
   */
  void check() throws DialException;

  /**
   * Takes charge of a channel that need not be connected yet: it is closed in the moment from which
   * on nothing may leave.
   *
   * @throws DialException when that moment has come; the channel is closed then
   */
  void admit(SocketChannel channel) throws DialException;
}
