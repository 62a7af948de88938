package dev.botbottle.policy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What a client put into a header field that a binding owns. */
final class OwnedField {
  private static final int LONGEST_USER = 64;

  private OwnedField() {}

  /** The three things it can be. */
  sealed interface Content {}

  /** Nothing, or an authentication scheme without credentials. */
  record Empty() implements Content {}

  /**
   * The placeholder, alone or behind a scheme or in Basic authentication.
   *
   * @param binding the binding whose placeholder it is
   * @param user the user name of Basic authentication; empty when there is none
   */
  record Holds(Binding binding, String user) implements Content {}

  /** Anything else. */
  record Foreign() implements Content {}

  /** Reads a stripped value of a field that these bindings own. */
  static Content read(String value, List<Binding> bindings) {
    if (value.isEmpty()) {
      return new Empty();
    }
    int space = value.indexOf(' ');
    String scheme = space < 0 ? value : value.substring(0, space);
    String rest = space < 0 ? "" : value.substring(space + 1).strip();
    boolean authorization = ownsAuthorization(bindings);
    if (authorization && rest.isEmpty() && isScheme(scheme)) {
      return new Empty();
    }
    for (Binding binding : bindings) {
      String placeholder = binding.placeholder();
      if (value.equals(placeholder)
          || value.equals(binding.format().replace("{}", placeholder))
          || (authorization && rest.equals(placeholder))) {
        return new Holds(binding, "");
      }
    }
    if (authorization && scheme.equalsIgnoreCase("basic")) {
      return readBasic(rest, bindings);
    }
    return new Foreign();
  }

  private static Content readBasic(String base64, List<Binding> bindings) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return new Foreign();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return new Foreign();
    }
    String user = pair.substring(0, colon);
    String password = pair.substring(colon + 1);
    for (Binding binding : bindings) {
      if (password.equals(binding.placeholder())) {
        String kept = user.equals(password) ? "" : user;
        return isForwardable(kept, binding) ? new Holds(binding, kept) : new Foreign();
      }
      // https://TOKEN@host/ puts the token where the user name stands.
      if (user.equals(binding.placeholder()) && isTokenCompanion(password)) {
        return new Holds(binding, "");
      }
    }
    return password.isEmpty() && isPlainUser(user) ? new Empty() : new Foreign();
  }

  /**
   * Whether a user name may go out as the client wrote it: the configured one, none, or one that
   * looks like a name. Anything else is a way to carry something out.
   */
  private static boolean isForwardable(String user, Binding binding) {
    if (user.isEmpty() || user.equals(defaultUser(binding))) {
      return true;
    }
    if (user.length() > LONGEST_USER) {
      return false;
    }
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean plain = letter || (c >= '0' && c <= '9') || "._@-".indexOf(c) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTokenCompanion(String password) {
    return password.isEmpty() || password.equals("x-oauth-basic");
  }

  /** A user name alone grants nothing, unless it is a token itself. */
  private static boolean isPlainUser(String user) {
    return switch (user.toLowerCase(Locale.ROOT)) {
      case "", "git", "oauth2", "x-access-token" -> true;
      default -> false;
    };
  }

  private static boolean isScheme(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "bearer", "basic", "token" -> true;
      default -> false;
    };
  }

  private static boolean ownsAuthorization(List<Binding> bindings) {
    return switch (bindings.getFirst().slot()) {
      case Slot.Header(String name) -> name.equalsIgnoreCase("authorization");
      case Slot.BasicPassword() -> true;
      case Slot.QueryKey(String name) -> false;
    };
  }

  /** What to inject for a content that is not foreign. */
  static Injection injection(Content content, List<Binding> bindings) {
    Binding binding = content instanceof Holds holds ? holds.binding() : bindings.getFirst();
    String user = content instanceof Holds holds ? holds.user() : "";
    return switch (binding.slot()) {
      case Slot.Header(String name) -> new Injection.IntoHeader(binding, name);
      case Slot.BasicPassword() ->
          new Injection.IntoBasicPassword(binding, user.isEmpty() ? defaultUser(binding) : user);
      case Slot.QueryKey(String name) -> new Injection.IntoQuery(binding, name);
    };
  }

  /** The user before the colon of the format, as in {@code alice:{}}. */
  private static String defaultUser(Binding binding) {
    int colon = binding.format().indexOf(":{}");
    // GitHub, GitLab and Gitea take any user name beside a token.
    return colon > 0 ? binding.format().substring(0, colon) : "x-access-token";
  }
}
