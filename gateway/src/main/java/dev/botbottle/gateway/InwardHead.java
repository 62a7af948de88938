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
  static Fields trailers(Fields trailers, boolean bound, Inspector inspector) {
    Fields fields = passed(trailers, bound, inspector);
    removeCookies(fields);
    return fields;
  }

  private static void removeCookies(Fields fields) {
    fields.remove("set-cookie");
    fields.remove("set-cookie2");
  }

  private static Fields passed(Fields all, boolean bound, Inspector inspector) {
    Fields fields = all.copy();
    HopByHop.remove(fields);
    if (bound) {
      // A cookie would be a second credential, one that the bottle holds.
      removeCookies(fields);
    }
    // An alternative service (RFC 7838) is a place this request was not allowed to go.
    fields.remove("alt-svc");
    // Only the gateway says so.
    fields.remove("x-bottle-denied");
    var masked = new Fields();
    for (Field field : fields.lines()) {
      // There is no other name that one with a credential in it could pass by.
      if (inspector.maskInward(field.name(), bound).equals(field.name())) {
        masked.add(field.name(), inspector.maskInward(field.value(), bound));
      }
    }
    return masked;
  }

  /** Whether this is a length, and none that spells a credential. */
  static boolean isLength(String text, boolean bound, Inspector inspector) {
    return !text.isEmpty()
        && text.length() <= LONGEST_LENGTH
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && inspector.maskInward(text, bound).equals(text);
  }

  /** The reason phrase, masked and without control characters. */
  static String reason(ResponseHead response, boolean bound, Inspector inspector) {
    String masked = inspector.maskInward(response.reason(), bound);
    var plain = new StringBuilder(masked.length());
    for (int i = 0; i < masked.length(); i++) {
      plain.append(masked.charAt(i) < ' ' ? ' ' : masked.charAt(i));
    }
    return plain.toString();
  }
}
