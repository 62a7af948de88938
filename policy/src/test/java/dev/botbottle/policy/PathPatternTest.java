package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a path is itself                        | /a/b        | /a/b          | true",
        "a path is not what is below it          | /a/b        | /a/b/c        | false",
        "a path is not its look-alike            | /a/b        | /a/bc         | false",
        "letters keep their case                 | /a/b        | /a/B          | false",
        "a trailing slash counts                 | /a/b        | /a/b/         | false",
        "a star is a segment                     | /a/*        | /a/b          | true",
        "a star may be empty                     | /a/*        | /a/           | true",
        "a star ends at a slash                  | /a/*        | /a/b/c        | false",
        "a star within a segment                 | /a/b*.json  | /a/bcd.json   | true",
        "a star in the middle                    | /a/*/c      | /a/b/c        | true",
        "two stars are what is below             | /a/**       | /a/b/c        | true",
        "two stars are the folder itself         | /a/**       | /a            | true",
        "two stars are the folder with a slash   | /a/**       | /a/           | true",
        "two stars are not a look-alike          | /a/**       | /ab           | false",
        "two stars in the middle are nothing     | /a/**/z     | /a/z          | true",
        "two stars in the middle are one         | /a/**/z     | /a/b/z        | true",
        "two stars in the middle are many        | /a/**/z     | /a/b/c/z      | true",
        "two stars in the middle end whole       | /a/**/z     | /a/bz         | false",
        "two stars before an ending              | /a/**.tgz   | /a/b/c.tgz    | true",
        "two stars alone are everything          | /**         | /             | true",
        "two stars alone are anything            | /**         | /a/b          | true",
        "an escape in a pattern is its character | /a%20b      | '/a b'        | true",
        "a letter beyond ASCII                   | /ä/*        | /ä/x          | true",
        "a dot is only a dot                     | /a.b        | /axb          | false",
        "a plus is only a plus                   | /a+         | /aa           | false",
      })
  void matches(String sentence, String pattern, String path, boolean expected) {
    assertThat(PathPattern.parse(pattern).matches(path, false)).as(sentence).isEqualTo(expected);
  }

  @Test
  void ignoresCaseWhenAsked() {
    assertThat(PathPattern.parse("/admin/**").matches("/ADMIN/x", true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "*", "/a/../b", "/a%2fb", "/a?b", "/a%zz", "/a\\b", "/./**"})
  void refusesWhatCanNeverMatch(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse(text));
  }

  @Test
  void manyStarsDoNotMakeItSlow() {
    PathPattern pattern = PathPattern.parse("/" + "*a".repeat(60) + "b");
    String path = "/" + "a".repeat(4_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(pattern.matches(path, false)).isFalse());
  }
}
