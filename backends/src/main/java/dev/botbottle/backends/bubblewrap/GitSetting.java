package dev.botbottle.backends.bubblewrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One setting of a git configuration, read as git reads it (git-config(1), "Syntax"): several
 * section headers and a key on one line, brackets in quotes, values that go on on the next line.
 * Where this read otherwise than git, a setting could hide from it.
 *
 * @param section the header it stands under, in lower case
 * @param headers what stands before the key on its line
 * @param key the key in lower case
 * @param value the value with quotes and escapes undone
 * @param text key and value as written, over all its lines
 * @param first the first of its lines
 * @param last the last of its lines
 */
record GitSetting(
    String section, String headers, String key, String value, String text, int first, int last) {

  /** {@code core} of {@code [core]}, {@code remote} of {@code [remote "x"]}. */
  String sectionName() {
    int end = 1;
    while (end < section.length() && isNamePart(section.charAt(end))) {
      end++;
    }
    return section.isEmpty() ? "" : section.substring(1, end);
  }

  /** The settings of a file, given its lines. */
  static List<GitSetting> all(List<String> lines) {
    List<GitSetting> settings = new ArrayList<>();
    String section = "";
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      int from = at == 0 && line.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0; // a byte order mark
      from = blank(line, from);
      while (from < line.length() && line.charAt(from) == '[') {
        int end = headerEnd(line, from);
        section = line.substring(from, end).toLowerCase(Locale.ROOT);
        from = blank(line, end);
      }
      int keyEnd = from;
      while (keyEnd < line.length() && isNamePart(line.charAt(keyEnd))) {
        keyEnd++;
      }
      if (keyEnd > from) {
        String key = line.substring(from, keyEnd).toLowerCase(Locale.ROOT);
        Value value = value(lines, at, keyEnd);
        StringBuilder text = new StringBuilder(line.substring(from).strip());
        for (int i = at + 1; i <= value.last(); i++) {
          text.append('\n').append(lines.get(i).strip());
        }
        settings.add(
            new GitSetting(
                section,
                line.substring(0, from),
                key,
                value.text(),
                text.toString(),
                at,
                value.last()));
        at = value.last();
      }
      at++;
    }
    return settings;
  }

  /** A value and the line it ends on. */
  private record Value(String text, int last) {}

  private static Value value(List<String> lines, int first, int from) {
    StringBuilder text = new StringBuilder();
    int equals = lines.get(first).indexOf('=', from);
    boolean quoted = false;
    int at = first;
    int i = equals < 0 ? lines.get(first).length() : equals + 1;
    while (true) {
      String line = withoutReturn(lines.get(at));
      boolean goesOn = false;
      for (; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '\\') {
          goesOn = i + 1 == line.length();
          i++;
          text.append(goesOn ? "" : line.charAt(i));
        } else if (c == '"') {
          quoted = !quoted;
        } else if ((c == '#' || c == ';') && !quoted) {
          break;
        } else {
          text.append(c);
        }
      }
      if (!goesOn || at + 1 == lines.size()) {
        return new Value(text.toString(), at);
      }
      at++;
      i = 0;
    }
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /** Behind the bracket that closes a header; one in a quoted name does not. */
  private static int headerEnd(String line, int from) {
    boolean quoted = false;
    for (int i = from + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ']' && !quoted) {
        return i + 1;
      }
    }
    return line.length(); // git refuses the whole file
  }

  private static int blank(String line, int from) {
    int at = from;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }
}
