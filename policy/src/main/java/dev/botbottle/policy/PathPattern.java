package dev.botbottle.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path rule: {@code *} stands for any characters within a segment, {@code **} for any characters
 * at all; a whole last segment {@code /**} also matches the folder itself.
 *
 * <p>Patterns and paths are compared percent-decoded. Matching walks the path once with the set of
 * reachable positions, so no pattern can make it slow.
 */
final class PathPattern {
  private enum Kind {
    LITERAL,
    /** Any characters but a slash. */
    STAR,
    /** Any characters. */
    GLOBSTAR,
    /** Nothing, or a slash and then the {@link #GLOBSTAR} that follows in the list. */
    OPTIONAL_SEGMENTS
  }

  private record Token(Kind kind, char literal) {}

  private final String text;
  private final List<Token> tokens;

  private PathPattern(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Reads a pattern; throws {@link IllegalArgumentException} when it can never match. */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("path pattern must begin with /: " + text);
    }
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("/**", at) && (at + 3 == text.length() || text.charAt(at + 3) == '/')) {
        tokens.add(new Token(Kind.OPTIONAL_SEGMENTS, '/'));
        tokens.add(new Token(Kind.GLOBSTAR, '*'));
        at += 3;
      } else if (text.startsWith("**", at)) {
        tokens.add(new Token(Kind.GLOBSTAR, '*'));
        at += 2;
      } else if (text.charAt(at) == '*') {
        tokens.add(new Token(Kind.STAR, '*'));
        at++;
      } else {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '*' && text.charAt(end) != '/') {
          end++;
        }
        literals(text.substring(at, end), text, tokens);
        at = end;
      }
    }
    return new PathPattern(text, tokens);
  }

  private static void literals(String chunk, String text, List<Token> tokens) {
    String written = chunk.startsWith("/") ? chunk : "/" + chunk;
    // A rule is written in Unicode, a path comes as bytes: one character for each.
    String path = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    switch (PathText.parse(path)) {
      case PathText.Refused(String why) ->
          throw new IllegalArgumentException("path pattern can never match, " + why + ": " + text);
      case PathText.Read read -> {
        if (read.encodedSlash()) {
          throw new IllegalArgumentException("path pattern with an encoded slash: " + text);
        }
        String decoded = read.path();
        for (int i = chunk.startsWith("/") ? 0 : 1; i < decoded.length(); i++) {
          tokens.add(new Token(Kind.LITERAL, decoded.charAt(i)));
        }
      }
    }
  }

  /** Whether it stands for a folder and everything below it: no wildcard but a last {@code /**}. */
  boolean isFolder() {
    int last = tokens.size() - 2;
    for (int t = 0; t < last; t++) {
      if (tokens.get(t).kind() != Kind.LITERAL) {
        return false;
      }
    }
    return last >= 0 && tokens.get(last).kind() == Kind.OPTIONAL_SEGMENTS;
  }

  /** Whether a decoded path matches. */
  boolean matches(String path, boolean ignoreCase) {
    boolean[] reached = new boolean[tokens.size() + 1];
    reached[0] = true;
    skipOptional(reached);
    for (int i = 0; i < path.length(); i++) {
      boolean[] next = new boolean[reached.length];
      boolean any = false;
      for (int t = 0; t < tokens.size(); t++) {
        if (!reached[t]) {
          continue;
        }
        int to = step(t, path.charAt(i), ignoreCase);
        if (to >= 0) {
          next[to] = true;
          any = true;
        }
      }
      if (!any) {
        return false;
      }
      skipOptional(next);
      reached = next;
    }
    return reached[tokens.size()];
  }

  /** The position after token {@code t} took {@code c}, or -1. */
  private int step(int t, char c, boolean ignoreCase) {
    Token token = tokens.get(t);
    return switch (token.kind()) {
      case LITERAL -> same(token.literal(), c, ignoreCase) ? t + 1 : -1;
      case STAR -> c == '/' ? -1 : t;
      case GLOBSTAR -> t;
      case OPTIONAL_SEGMENTS -> c == '/' ? t + 1 : -1;
    };
  }

  private void skipOptional(boolean[] reached) {
    for (int t = 0; t < tokens.size(); t++) {
      if (!reached[t]) {
        continue;
      }
      switch (tokens.get(t).kind()) {
        case STAR, GLOBSTAR -> reached[t + 1] = true;
        case OPTIONAL_SEGMENTS -> reached[t + 2] = true;
        case LITERAL -> {}
      }
    }
  }

  private static boolean same(char a, char b, boolean ignoreCase) {
    return a == b
        || (ignoreCase
            && (Character.toLowerCase(a) == Character.toLowerCase(b)
                || Character.toUpperCase(a) == Character.toUpperCase(b)));
  }

  @Override
  public String toString() {
    return text;
  }
}
