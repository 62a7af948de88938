package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.policy.Field;

/** One request, WebSocket or tunnel that counts against limits as long as it is under way. */
interface Ticket extends AutoCloseable {
  /** Where no limit holds. */
  Ticket FREE =
      new Ticket() {
        @Override
        public void out(long bytes) {}

        @Override
        public void in(long bytes) {}

        @Override
        public void out(RequestHead head) {}

        @Override
        public void expectOut(long bytes) {}

        @Override
        public void expectIn(long bytes) {}

        @Override
        public void close() {}
      };

  /** Counts bytes that are about to leave. */
  void out(long bytes) throws LimitReached;

  /** Counts bytes that are about to come in. */
  void in(long bytes) throws LimitReached;

  /** Refuses at once what is known to go beyond a limit later; counts nothing. */
  void expectOut(long bytes) throws LimitReached;

  /** The same for what an answer announces. */
  void expectIn(long bytes) throws LimitReached;

  /**
   * Counts a head that is about to leave, as HTTP/1.1 writes it. Another one is the same request
   * sent again, because a server did not look at it: it counts as one more of its minute.
   */
  default void out(RequestHead head) throws LimitReached {
    out(head.method().length() + head.target().length() + 12L + size(head.fields()));
  }

  /** Counts an interim head that came in, in the same way. */
  default void in(ResponseHead head) throws LimitReached {
    in(head.reason().length() + 15L + size(head.fields()));
  }

  private static long size(Fields fields) {
    long size = 0;
    for (Field field : fields.lines()) {
      size += field.name().length() + field.value().length() + 4L;
    }
    return size;
  }

  /** It is over. */
  @Override
  void close();
}
