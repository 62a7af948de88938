package dev.botbottle.policy;

import dev.botbottle.scan.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Where the gateway puts a real credential, after scanning what the client sent. */
public sealed interface Injection {
  /** The binding whose secret goes there. */
  Binding binding();

  /**
   * A header field to set: every field of that name the client sent is replaced by one.
   *
   * @param binding the binding
   * @param name the field's name
   */
  record IntoHeader(Binding binding, String name) implements Injection {
    /** The field's value. The text holds the secret: send it and forget it. */
    public String value(Secret secret) {
      return binding.format().replace("{}", printable(secret));
    }
  }

  /**
   * The {@code Authorization} field of HTTP Basic authentication (RFC 7617) to set.
   *
   * @param binding the binding
   * @param user the user name the client gave, or the default
   */
  record IntoBasicPassword(Binding binding, String user) implements Injection {
    /** The field's value. The text holds the secret: send it and forget it. */
    public String value(Secret secret) {
      byte[] pair = (user + ":" + printable(secret)).getBytes(StandardCharsets.UTF_8);
      try {
        return "Basic " + Base64.getEncoder().encodeToString(pair);
      } finally {
        Arrays.fill(pair, (byte) 0);
      }
    }
  }

  /**
   * A key of the query to set.
   *
   * @param binding the binding
   * @param key the key's name
   */
  record IntoQuery(Binding binding, String key) implements Injection {
    /** The query with the secret in it. The text holds the secret: send it and forget it. */
    public String query(String query, Secret secret) {
      String value = binding.format().replace("{}", printable(secret));
      String set =
          URLEncoder.encode(key, StandardCharsets.UTF_8)
              + "="
              + URLEncoder.encode(value, StandardCharsets.UTF_8);
      List<QueryText.Pair> pairs = QueryText.pairs(query);
      for (QueryText.Pair pair : pairs) {
        if (pair.key().equals(QueryText.canonicalKey(key))) {
          return query.substring(0, pair.start()) + set + query.substring(pair.end());
        }
      }
      return query.isEmpty() ? set : query + "&" + set;
    }
  }

  private static String printable(Secret secret) {
    String text = secret.revealText();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        // A line end in a value would begin a field of its own.
        throw new IllegalArgumentException("a secret holds a control character");
      }
    }
    return text;
  }
}
