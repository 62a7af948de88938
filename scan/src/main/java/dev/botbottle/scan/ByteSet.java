package dev.botbottle.scan;

import java.util.HashMap;
import java.util.Map;

/** A set of bytes, by the name the detector files use for it. Immutable. */
final class ByteSet {
  private static final String DIGIT = "0-9";
  private static final String LETTERS = "A-Za-z";
  private static final String ALNUM = DIGIT + LETTERS;

  /** The named sets; {@code a-b} is a range, any other character stands for itself. */
  private static final String[][] NAMED = {
    {"digit", DIGIT},
    {"alpha", LETTERS},
    {"alnum", ALNUM},
    {"hex", "0-9a-fA-F"},
    {"lhex", "0-9a-f"},
    {"up36", "0-9A-Z"},
    {"up36dash", "0-9A-Z\u0000-"},
    {"low36", "0-9a-z"},
    {"word", ALNUM + "_"},
    {"dash", ALNUM + "\u0000-"},
    {"hexdash", "0-9a-f\u0000-"},
    {"b64", ALNUM + "+/"},
    {"b64p", ALNUM + "+/="},
    {"b64u", ALNUM + "_\u0000-"},
    {"b64both", ALNUM + "+/_\u0000-"},
    {"b64all", ALNUM + "+/=_\u0000-"},
    // Digits of base32 in one case.
    {"b32upper", "A-Z2-7"},
    {"b32lower", "a-z2-7"},
    // Base64 in lines, which may be escapes of JSON, and with padding and indentation.
    {"b64lines", ALNUM + "+/_\u0000-\r\n\\"},
    {"b64run", ALNUM + "+/=_\u0000- \t\r\n\\"},
    // What may stand between digits of hexadecimal, and both together with letters of escapes; and
    // of these what neither ends a string nor separates values.
    {"hexgap", " \t\r\n:,;._%\\\"'|/+\u0000-"},
    {"hexrun", "0-9a-fA-FxXnrt \t\r\n:,;._%\\\"'|/+\u0000-"},
    {"hexrest", "0-9a-fA-FxXnrt \t\r\n:\\"},
    // What credentials are made of, signs between their parts included.
    {"credential", ALNUM + "+/=_.:@$~\u0000-"},
    // What goes on belonging to a find among escapes.
    {"escaped", ALNUM + "+/=_.%\\&#;\u0000-"},
    // ASCII text (RFC 20) as it is written in files.
    {"plain", " -~\t\r\n"},
    // Base58 as in Bitcoin.
    {"b58", "1-9A-HJ-NP-Za-km-z"},
    // What stands between members of a JSON object, its line ends and escapes included.
    {"between", " \t\r\n\"':,\\nrt"},
    {"name", ALNUM + "_.[]$\u0000-"},
    {"token", ALNUM + "_.\u0000-"},
    {"tilde", ALNUM + "_.~\u0000-"},
    {"urlpath", ALNUM + "_.~/@\u0000-"},
    // What no percent-encoder and no JSON writer escapes.
    {"safe", ALNUM + "_.\u0000-"},
    // What stands between a name and its value in an assignment, JSON, YAML, XML, a shell.
    {"sep", " \t\"'`:=>,(\\"},
    {"quote", "\"'`"},
    // User info of a URL (RFC 3986, section 3.2.1).
    {"user", ALNUM + "_.~%!$&*+;=\u0000-"},
    {"pass", ALNUM + "_.~%!$&*+;=^|:({}\u0000-"},
    // The inside of PEM (RFC 7468) as it is, in JSON and indented.
    {"pem", ALNUM + "+/= \t\r\n\\"},
  };

  private static final Map<String, ByteSet> BY_NAME = new HashMap<>();

  /** Letters and digits: what the middle of a word is made of. */
  static final ByteSet ALPHANUMERIC;

  /** What tokens in addresses are made of. */
  static final ByteSet TOKEN;

  /** What names of fields are made of. */
  static final ByteSet NAME;

  static {
    for (String[] named : NAMED) {
      BY_NAME.put(named[0], new ByteSet(named[1]));
    }
    ALPHANUMERIC = named("alnum");
    NAME = named("name");
    TOKEN = named("b64u");
  }

  private final boolean[] member = new boolean[256];

  private ByteSet(String ranges) {
    int i = 0;
    while (i < ranges.length()) {
      char first = ranges.charAt(i);
      if (first == 0) {
        // NUL makes the hyphen behind it a plain member.
        member['-'] = true;
        i += 2;
      } else if (i + 2 < ranges.length() && ranges.charAt(i + 1) == '-') {
        for (char c = first; c <= ranges.charAt(i + 2); c++) {
          member[c] = true;
        }
        i += 3;
      } else {
        member[first] = true;
        i++;
      }
    }
  }

  /** The set of this name. */
  static ByteSet named(String name) {
    ByteSet set = BY_NAME.get(name);
    if (set == null) {
      throw new IllegalArgumentException("no set of bytes is called " + name);
    }
    return set;
  }

  boolean has(byte b) {
    return member[b & 0xff];
  }
}
