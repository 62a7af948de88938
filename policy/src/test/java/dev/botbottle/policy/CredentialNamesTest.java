package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token",
        "api_token",
        "x-api-key",
        "X_Auth_Token",
        "personal_access_token",
        "session_token",
        "id_token",
        "refreshToken",
        "app_key",
        "auth_key",
        "apiKey",
        "api.key",
        "api_key_id",
        "token[]",
        "token",
        "key",
        "auth",
        "oauth",
        "passwd",
        "client_secret",
        "subscription-key",
        "AWSAccessKeyId",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "sig",
        "jwt"
      })
  void aKeyThatEndsLikeACredentialIsOne(String key) {
    assertThat(CredentialNames.isCredentialKey(QueryText.canonicalKey(key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page_token",
        "pageToken",
        "nextPageToken",
        "next_token",
        "NextToken",
        "continuation-token",
        "$skiptoken",
        "syncToken",
        "csrf_token",
        "max_tokens",
        "token_count",
        "author",
        "sort_key",
        "partition_key",
        "keyword",
        "keys",
        "passage",
        "session",
        "q",
        "beta",
        ""
      })
  void anOrdinaryKeyIsNone(String key) {
    assertThat(CredentialNames.isCredentialKey(QueryText.canonicalKey(key))).isFalse();
  }
}
