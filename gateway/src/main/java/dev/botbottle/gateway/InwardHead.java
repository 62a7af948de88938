package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.policy.Field;

/** A response's head as the bottle gets it. */
final class InwardHead {
  /** Digits of the greatest number of bytes there is. */
  private static final int LONGEST_LENGTH = 19;

  private InwardHead() {}

  /**
   * The fields that are passed in, with reflected credentials masked; without those that frame the
   * message, and those whose name is one.
   *
   * @param bound whether credentials are injected at the host it comes from
   */
  static Fields fields(ResponseHead response, boolean bound, Inspector inspector) {
    return passed(response.fields(), bound, inspector);
  }

  /** The same of the fields behind a body: none of them may set anything. */
  static Fields trailers(Fields trailers, Inspector inspector) {
    return passed(trailers, true, inspector);
  }

  private static Fields passed(Fields all, boolean bound, Inspector inspector) {
    Fields fields = all.copy();
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
      // There is no other name that one with a credential in it could pass by.
      if (inspector.maskInward(field.name()).equals(field.name())) {
        masked.add(field.name(), inspector.maskInward(field.value()));
      }
    }
    return masked;
  }

  /** Whether this is a length, and none that spells a credential. */
  static boolean isLength(String text, Inspector inspector) {
    return !text.isEmpty()
        && text.length() <= LONGEST_LENGTH
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && inspector.maskInward(text).equals(text);
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
