package dev.botbottle.policy;

import java.util.List;

/**
 * The decision about a request's credential fields.
 *
 * @param decision whether the request may go on
 * @param injections what the gateway puts in when it may; empty on routes without bindings
 */
public record Credentials(Decision decision, List<Injection> injections) {
  public Credentials {
    injections = List.copyOf(injections);
  }
}
