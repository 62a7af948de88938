package dev.botbottle.gateway.http2;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams that this side ended last: what was under way to them then is no mistake of the
 * peer's.
 */
final class EndedHere {
  private static final int MOST = 256;

  private final Map<Integer, Boolean> streams =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
          return size() > MOST;
        }
      };

  void add(int stream) {
    streams.put(stream, true);
  }

  boolean has(int stream) {
    return streams.containsKey(stream);
  }
}
