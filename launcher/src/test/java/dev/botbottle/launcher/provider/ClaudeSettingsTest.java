package dev.botbottle.launcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ClaudeSettingsTest {
  @Test
  void whatIsListedComesAlongByItsTypeAndNothingElse() {
    ClaudeSettings settings =
        ClaudeSettings.of(
            """
            {
              // as people write it
              "$schema": "x",
              "model": "opus",
              "verbose": true,
              "bashOutputMaxChars": 1000,
              "claudeMdExcludes": ["**/vendor/**"],
              "permissions": { "allow": ["Bash(curl -H secret)"], "deny": ["WebFetch"],
                               "defaultMode": "plan" },
              "hooks": { "PreToolUse": [{ "hooks": [{ "type": "command", "command": "evil" }] }] },
              "statusLine": { "type": "command", "command": "evil" },
              "apiKeyHelper": "/bin/key",
              "env": { "TOKEN": "hidden" },
              "enabledPlugins": { "p@m": true },
              "language": { "not": "a text" },
              "theme": ["neither"],
              "tomorrowsField": "evil",
            }
            """);
    assertThat(settings.json())
        .isEqualTo(
            "{\"skipDangerousModePermissionPrompt\":true,\"model\":\"opus\",\"verbose\":true,"
                + "\"bashOutputMaxChars\":1000,\"claudeMdExcludes\":[\"**/vendor/**\"],"
                + "\"permissions\":{\"deny\":[\"WebFetch\"]}}");
    assertThat(settings.taken())
        .containsExactly(
            "model", "verbose", "bashOutputMaxChars", "claudeMdExcludes", "permissions.deny");
    assertThat(settings.leftOut())
        .containsExactly(
            "permissions.allow",
            "permissions.defaultMode",
            "hooks",
            "statusLine",
            "apiKeyHelper",
            "env",
            "enabledPlugins",
            "language",
            "theme",
            "tomorrowsField");
  }

  @Test
  void aListWithSomethingElseInItStaysOutsideAsAWhole() {
    ClaudeSettings settings = ClaudeSettings.of("{\"permissions\":{\"deny\":[\"a\",{\"b\":1}]}}");
    assertThat(settings.json()).doesNotContain("deny");
    assertThat(settings.leftOut()).containsExactly("permissions.deny");
  }

  @Test
  void whatIsNoObjectIsRefusedWithoutBeingQuoted() {
    for (String text : new String[] {"[]", "", "{\"model\": hidden}", "{} {}", "{\"a\": \"hid"}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> ClaudeSettings.of(text))
          .withMessageNotContaining("hid");
    }
  }

  @Test
  void withoutAnyOfTheUsersOnlyTheBottlesOwnIsThere() {
    assertThat(ClaudeSettings.OWN.json()).isEqualTo("{\"skipDangerousModePermissionPrompt\":true}");
  }
}
