package dev.botbottle.policy;

import java.util.Locale;

/** Which header fields and query keys carry credentials. */
final class CredentialNames {
  private CredentialNames() {}

  /**
   * Whether a header field does, by its name. Vendors invent new names all the time, so what ends
   * like a credential counts as one.
   */
  static boolean isCredentialField(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    if (plain.contains("csrf") || plain.contains("xsrf") || plain.contains("continuation")) {
      // Guards against forged requests and marks of a page: no server takes them as a login.
      return false;
    }
    return switch (plain) {
      case "cookie",
          "cookie2",
          "authentication",
          "fastlykey",
          "xfunctionskey",
          "ocpapimsubscriptionkey",
          "ddapplicationkey",
          "xhoneycombteam",
          "xsentryauth",
          "xjfrogartapi",
          "apcaapikeyid",
          "xsignature",
          "npmotp" ->
          true;
      default ->
          plain.endsWith("authorization")
              || plain.endsWith("token")
              || plain.endsWith("apikey")
              || plain.endsWith("accesskey")
              || plain.endsWith("secretkey")
              || plain.endsWith("authkey")
              || plain.endsWith("privatekey")
              || plain.endsWith("secret")
              || plain.endsWith("password")
              || plain.endsWith("passwd")
              || plain.endsWith("credential")
              || plain.endsWith("credentials");
    };
  }

  /** Whether a query key does, in the spelling of {@link QueryText#canonicalKey}. */
  static boolean isCredentialKey(String canonical) {
    return switch (canonical) {
      case "access_token",
          "accesstoken",
          "api_key",
          "apikey",
          "key",
          "token",
          "auth",
          "auth_token",
          "authtoken",
          "authorization",
          "private_token",
          "job_token",
          "oauth_token",
          "client_secret",
          "secret",
          "password",
          // Signed URLs: they carry somebody's right to write.
          "x_amz_signature",
          "x_amz_credential",
          "x_amz_security_token",
          "x_goog_signature",
          "x_goog_credential",
          "awsaccesskeyid",
          "googleaccessid",
          "signature",
          "sig" ->
          true;
      default -> false;
    };
  }
}
