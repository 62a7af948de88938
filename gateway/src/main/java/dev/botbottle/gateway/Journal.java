package dev.botbottle.gateway;

import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.util.List;

/** Where decisions are put on record. */
public interface Journal {
  /**
   * Writes one entry.
   *
   * @throws IOException when it is not on record; then nothing may leave
   */
  void append(Event event) throws IOException;

  /**
   * One thing that happened. Host, path (with query) and reason are masked already.
   *
   * @param kind {@code request}, {@code response} or {@code connect}
   * @param host the host, or empty when none is known
   * @param port the port, or 0
   * @param method the method, or empty
   * @param path path and query, or empty
   * @param status the response's status, or 0
   * @param verdict what was done
   * @param rule the rule that decided
   * @param reason one sentence
   * @param findings what the scanner saw
   * @param bytesOut bytes of bodies sent out
   * @param bytesIn bytes of bodies passed in
   */
  record Event(
      String kind,
      String host,
      int port,
      String method,
      String path,
      int status,
      Verdict verdict,
      String rule,
      String reason,
      List<Finding> findings,
      long bytesOut,
      long bytesIn) {
    public Event {
      findings = List.copyOf(findings);
    }
  }
}
