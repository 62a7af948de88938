package dev.botbottle.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules about credential fields of a request on its route.
 *
 * <ul>
 *   <li>A binding owns its field: the client leaves it empty or sends the placeholder.
 *   <li>On a route with bindings every other credential field is denied, so that nothing is done in
 *       a stranger's name at an allowed host.
 *   <li>On a route without, the client's own credentials are denied where it writes, for the same
 *       reason, unless the route says otherwise.
 * </ul>
 */
public final class CredentialRules {
  private CredentialRules() {}

  /** The decision about a request that {@code route} allows. */
  public static Credentials decide(Request request, Route route) {
    if (!route.bindings().isEmpty()) {
      return bound(request, route);
    }
    String field = clientCredential(request);
    if (field == null || route.clientCredentials() || !request.writes()) {
      return allowed(route, List.of());
    }
    return denied(
        "credential",
        "the bottle may not bring its own credentials ("
            + field
            + ") when it writes to "
            + route.host()
            + "; the route would need \"credentials\": \"client\" or a secret",
        route);
  }

  /** The first credential field or key of a request, as a clause; or null. */
  private static @Nullable String clientCredential(Request request) {
    if (request.userInfo()) {
      return "user info in the URL";
    }
    for (Field field : request.fields()) {
      if (CredentialNames.isCredentialField(field.name()) && !field.value().isBlank()) {
        return "field " + shown(field.name());
      }
    }
    for (QueryText.Pair pair : QueryText.pairs(request.query())) {
      if (CredentialNames.isCredentialKey(pair.key()) && !pair.value().isBlank()) {
        return "query key " + shown(pair.key());
      }
    }
    return null;
  }

  private static Credentials bound(Request request, Route route) {
    if (request.userInfo()) {
      return denied("credential", "user info in the URL of " + route.host(), route);
    }
    Map<String, List<Binding>> fields = new LinkedHashMap<>();
    Map<String, List<Binding>> keys = new LinkedHashMap<>();
    for (Binding binding : route.bindings()) {
      switch (binding.slot()) {
        case Slot.Header(String name) -> add(fields, name.toLowerCase(Locale.ROOT), binding);
        case Slot.BasicPassword() -> add(fields, "authorization", binding);
        case Slot.QueryKey(String name) -> add(keys, QueryText.canonicalKey(name), binding);
      }
    }
    for (Field field : request.fields()) {
      if (!fields.containsKey(field.name().toLowerCase(Locale.ROOT))
          && CredentialNames.isCredentialField(field.name())
          && !field.value().isBlank()) {
        return stranger("the field " + shown(field.name()), route);
      }
    }
    List<QueryText.Pair> pairs = QueryText.pairs(request.query());
    for (QueryText.Pair pair : pairs) {
      if (!keys.containsKey(pair.key())
          && CredentialNames.isCredentialKey(pair.key())
          && !pair.value().isBlank()) {
        return stranger("the query key " + shown(pair.key()), route);
      }
    }
    List<Injection> injections = new ArrayList<>();
    boolean placeholder = false;
    for (Map.Entry<String, List<Binding>> owned : fields.entrySet()) {
      List<String> values = valuesOf(request.fields(), owned.getKey());
      if (values.size() > 1) {
        return denied("credential", "the field " + owned.getKey() + " occurs twice", route);
      }
      String value = values.isEmpty() ? "" : values.getFirst().strip();
      OwnedField.Content content = OwnedField.read(value, owned.getValue());
      if (content instanceof OwnedField.Foreign) {
        return stranger("the field " + owned.getKey(), route);
      }
      placeholder |= content instanceof OwnedField.Holds;
      injections.add(OwnedField.injection(content, owned.getValue()));
    }
    for (Map.Entry<String, List<Binding>> owned : keys.entrySet()) {
      QueryText.Pair found = null;
      for (QueryText.Pair pair : pairs) {
        if (pair.key().equals(owned.getKey())) {
          if (found != null || !pair.ampersand()) {
            return denied("credential", "the query key " + owned.getKey() + " is ambiguous", route);
          }
          found = pair;
        }
      }
      Binding binding = owned.getValue().getFirst();
      if (found != null && !found.value().isBlank()) {
        Binding match = bindingOf(found.value(), owned.getValue());
        if (match == null) {
          return stranger("the query key " + owned.getKey(), route);
        }
        binding = match;
        placeholder = true;
      }
      injections.add(new Injection.IntoQuery(binding, keyOf(binding)));
    }
    if (!request.scheme().equals("https")) {
      return placeholder
          ? denied(
              "plain-http", "the credential for " + route.host() + " only goes over https", route)
          : allowed(route, List.of());
    }
    return allowed(route, injections);
  }

  private static String keyOf(Binding binding) {
    return binding.slot() instanceof Slot.QueryKey(String name) ? name : "";
  }

  private static @Nullable Binding bindingOf(String value, List<Binding> bindings) {
    for (Binding binding : bindings) {
      if (value.equals(binding.placeholder())
          || value.equals(binding.format().replace("{}", binding.placeholder()))) {
        return binding;
      }
    }
    return null;
  }

  private static void add(Map<String, List<Binding>> owned, String key, Binding binding) {
    List<Binding> bindings = owned.get(key);
    if (bindings == null) {
      bindings = new ArrayList<>(1);
      owned.put(key, bindings);
    }
    bindings.add(binding);
  }

  private static List<String> valuesOf(List<Field> fields, String name) {
    List<String> values = new ArrayList<>(1);
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  private static Credentials stranger(String where, Route route) {
    return denied(
        "credential",
        "at "
            + route.host()
            + " the gateway brings the credential; "
            + where
            + " may be empty or hold this session's placeholder, nothing else",
        route);
  }

  private static Credentials denied(String rule, String reason, Route route) {
    return new Credentials(PolicyEngine.deny(rule, reason, route), List.of());
  }

  private static Credentials allowed(Route route, List<Injection> injections) {
    Decision decision =
        new Decision(
            Verdict.ALLOW,
            "route:" + route.host(),
            "its credential fields are as the route asks",
            Optional.of(route),
            Optional.of(route.origin()));
    return new Credentials(decision, injections);
  }

  private static String shown(String name) {
    return PolicyEngine.cut(name.toLowerCase(Locale.ROOT));
  }
}
