package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownSecretTest {
  @Test
  void aValueLooksSecretByTheNameOfItsVariable() {
    for (String name : List.of("GITEA_TOKEN", "db_password", "AWS_SECRET_ACCESS_KEY", "API_KEY")) {
      assertThat(KnownSecret.likely(name, "summer")).as(name).isTrue();
      assertThat(KnownSecret.likely(name, "short")).as(name).isFalse();
      assertThat(KnownSecret.likely(name, "/run/secrets/it")).as(name).isFalse();
    }
  }

  @Test
  void aValueLooksSecretByItself() {
    for (String value :
        List.of(
            "9f86d081884c7d659a2feaa0c55ad015", "postgres://app:s3cr3t@db/x", "aB3$kLm9Qz7!wXy2")) {
      assertThat(KnownSecret.likely("THING", value)).as(value).isTrue();
    }
  }

  @Test
  void ordinaryValuesDoNotLookSecret() {
    for (String value :
        List.of(
            "vim",
            "production",
            "https://git.example.com:3000/api",
            "en_GB.UTF-8",
            "/usr/bin:/bin",
            "a long sentence with 1 number",
            "x86_64-linux-gnu",
            "16.04.1",
            "postgres://db/x",
            "true")) {
      assertThat(KnownSecret.likely("THING", value)).as(value).isFalse();
    }
  }
}
