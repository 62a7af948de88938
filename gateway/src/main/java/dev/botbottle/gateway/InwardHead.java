package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.policy.Field;

/** A response's head as the bottle gets it. */
final class InwardHead {
  private InwardHead() {}

  /**
   * The fields that are passed in, with reflected credentials masked; without those that frame the
   * message.
   *
   * @param bound whether credentials are injected at the host it comes from
   */
  static Fields fields(ResponseHead response, boolean bound, Inspector inspector) {
    Fields fields = response.fields().copy();
    HopByHop.remove(fields);
    if (bound) {
      // A cookie would be a second credential, one that the bottle holds.
      fields.remove("set-cookie");
      fields.remove("set-cookie2");
    }
    // An alternative service (RFC 7838) is a place this request was not allowed to go.
    fields.remove("alt-svc");
    // Only the gateway says so.
    fields.remove("x-bottle-denied");
    var masked = new Fields();
    for (Field field : fields.lines()) {
      masked.add(field.name(), inspector.maskInward(field.value()));
    }
    return masked;
  }

  /** The reason phrase, masked and without control characters. */
  static String reason(ResponseHead response, Inspector inspector) {
    String masked = inspector.maskInward(response.reason());
    var plain = new StringBuilder(masked.length());
    for (int i = 0; i < masked.length(); i++) {
      plain.append(masked.charAt(i) < ' ' ? ' ' : masked.charAt(i));
    }
    return plain.toString();
  }
}
