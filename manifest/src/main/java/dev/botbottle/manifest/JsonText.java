package dev.botbottle.manifest;

/** JSON as text, two spaces for each level (RFC 8259). */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private int depth;
  private boolean first = true;
  private boolean valueOfKey;

  JsonText open(char bracket) {
    next();
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  JsonText close(char bracket) {
    depth--;
    if (!first) {
      out.append('\n').repeat(' ', 2 * depth);
    }
    out.append(bracket);
    first = false;
    return this;
  }

  JsonText key(String key) {
    next();
    quote(key);
    out.append(": ");
    valueOfKey = true;
    return this;
  }

  JsonText string(String text) {
    next();
    quote(text);
    return this;
  }

  /** A number or a word, as it is. */
  JsonText raw(String text) {
    next();
    out.append(text);
    return this;
  }

  private void next() {
    if (valueOfKey) {
      valueOfKey = false;
      return;
    }
    if (depth > 0) {
      out.append(first ? "\n" : ",\n").repeat(' ', 2 * depth);
    }
    first = false;
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 127 || Character.isSurrogate(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Everything written, with a line end. */
  String text() {
    return out + "\n";
  }
}
