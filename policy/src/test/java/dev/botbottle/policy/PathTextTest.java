package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTextTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a dot segment                          | /a/../b           | dot segment",
        "a single dot                           | /a/./b            | dot segment",
        "a dot segment at the end               | /a/..             | dot segment",
        "an encoded dot segment                 | /a/%2e%2e/b       | dot segment",
        "a half-encoded dot segment             | /a/.%2E/b         | dot segment",
        "a doubly encoded dot segment           | /a/%252e%252e/b   | dot segment",
        "a trebly encoded dot segment           | /a/%25252e./b     | dot segment",
        "a dot segment behind an encoded slash  | /a%2f..%2fb       | dot segment",
        "a dot segment with a path parameter    | /a/..;x=1/b       | dot segment",
        "a segment of three dots                | /a/.../b          | dot segment",
        "a dot segment with a space             | /a/..%20/b        | dot segment",
        "full-width dots                        | /a/%EF%BC%8E%EF%BC%8E/b | dot segment",
        "a two dot leader                       | /a/%E2%80%A5/b    | dot segment",
        "a backslash                            | /a\\b             | backslash",
        "an encoded backslash                   | /a%5cb            | backslash",
        "a doubly encoded backslash             | /a%255Cb          | backslash",
        "a full-width backslash                 | /a%EF%BC%BCb      | backslash",
        "a full-width slash                     | /a%EF%BC%8Fb      | slash",
        "an encoded line end                    | /a%0d%0aX:%20b    | control",
        "an encoded NUL                         | /a%00             | control",
        "a doubly encoded NUL                   | /a%2500           | control",
        "the private character used inside      | /a%EE%80%80       | control",
        "a broken escape                        | /a%zz             | not UTF-8",
        "a cut escape                           | /a%2              | not UTF-8",
        "a percent sign at the end              | /a%               | not UTF-8",
        "an overlong slash                      | /a%c0%afb         | not UTF-8",
        "an overlong dot                        | /%c0%ae%c0%ae/b   | not UTF-8",
        "a byte that is no UTF-8                | /a%ff             | not UTF-8",
        "too many layers                        | /a%25252541       | more than",
        "a raw space                            | '/a b'            | encoded",
        "a question mark                        | /a?b              | encoded",
        "a fragment                             | /a#b              | encoded",
        "the asterisk of OPTIONS                | *                 | begin with /",
        "a whole URL                            | http://x/         | begin with /",
      })
  void refuses(String sentence, String path, String why) {
    assertThat(PathText.parse(path))
        .as(sentence)
        .isInstanceOfSatisfying(
            PathText.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing is the root                     | ''            | /          | false",
        "a plain path                            | /a/b          | /a/b       | false",
        "an escape is undone                     | /%61/b%20c    | '/a/b c'   | false",
        "a percent sign of its own               | /100%25       | /100%      | false",
        "a doubly encoded space is read once     | /a%2520b      | /a%20b     | false",
        "an encoded slash                        | /@a%2fb       | /@a/b      | true",
        "a doubly encoded slash                  | /@a%252Fb     | /@a%2Fb    | true",
        "UTF-8 in escapes                        | /%C3%A4       | /ä         | false",
        "dots within a segment                   | /a...b/.git/x | /a...b/.git/x | false",
        "a name that begins with two dots        | /..a          | /..a       | false",
      })
  void reads(String sentence, String raw, String path, boolean encodedSlash) {
    assertThat(PathText.parse(raw))
        .as(sentence)
        .isInstanceOfSatisfying(
            PathText.Read.class,
            read -> {
              assertThat(read.path()).isEqualTo(path);
              assertThat(read.encodedSlash()).isEqualTo(encodedSlash);
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "slashes are merged                 | //admin///x   | /admin/x",
        "path parameters are stripped       | /admin;a=b/x  | /admin/x",
        "a second layer is undone           | /%2561dmin    | /admin",
        "compatible letters are folded      | /%EF%BD%81dmin | /admin",
        "an encoded slash may stay          | /a%2fb        | /a\uE000b",
        "raw bytes are UTF-8                | /\u00c3\u00a4 | /ä",
      })
  void knowsTheReading(String sentence, String raw, String reading) {
    assertThat(PathText.parse(raw))
        .as(sentence)
        .isInstanceOfSatisfying(
            PathText.Read.class, read -> assertThat(read.readings()).contains(reading));
  }
}
