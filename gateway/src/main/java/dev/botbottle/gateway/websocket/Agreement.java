package dev.botbottle.gateway.websocket;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway agreed on with the two sides of a WebSocket about extensions: each may compress
 * its messages, or not. The gateway compresses none, which is allowed (RFC 7692 §6).
 *
 * @param client how messages of the client may come
 * @param server how those of the server
 * @param answer what the client is told; empty when nothing was agreed on with it
 */
public record Agreement(Compression client, Compression server, String answer) {
  /** The field in which extensions are offered and agreed on. */
  public static final String FIELD = "Sec-WebSocket-Extensions";

  /** No extension. */
  public static final Agreement NONE = new Agreement(Compression.NONE, Compression.NONE, "");

  /**
   * What a server is offered in place of what the client offers; empty for nothing. A server that
   * declines it gets a client that does without.
   */
  public static String offer(Fields asked) {
    return first(asked).isPresent() ? PerMessageDeflate.NAME : "";
  }

  /** The client's first offer that can be agreed to: it prefers the earlier ones (§5). */
  private static Optional<PerMessageDeflate> first(Fields asked) {
    for (String offer : asked.tokens(FIELD)) {
      Optional<PerMessageDeflate> lawful = PerMessageDeflate.offer(offer);
      if (lawful.isPresent()) {
        return lawful;
      }
    }
    return Optional.empty();
  }

  /**
   * What follows from a server's answer.
   *
   * @param asked the client's fields
   * @param sent those the server got
   * @throws MalformedMessage when the server agrees to what it was not offered
   */
  public static Agreement of(Fields asked, Fields sent, Fields answered) throws MalformedMessage {
    List<String> answers = answered.all(FIELD);
    if (answers.isEmpty()) {
      return NONE;
    }
    if (!sent.has(FIELD)) {
      throw new MalformedMessage("a WebSocket extension unasked");
    }
    // In one field (RFC 6455 §11.3.2), and with a comma it is no extension.
    Optional<PerMessageDeflate> server =
        answers.size() == 1 ? PerMessageDeflate.answer(answers.getFirst()) : Optional.empty();
    if (server.isEmpty()) {
      throw new MalformedMessage("a WebSocket extension other than the one it was offered");
    }
    Compression ofServer = server.get().ofServer();
    return first(asked)
        .map(offer -> new Agreement(offer.ofClient(), ofServer, offer.agreed()))
        .orElse(new Agreement(Compression.NONE, ofServer, ""));
  }
}
