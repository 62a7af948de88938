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

  /**
   * Whether a query key does, in the spelling of {@link QueryText#canonicalKey}: what ends like a
   * credential, like a header field's name. Marks of a page pass; only those known by name, since
   * {@code resume_token} may as well be a right.
   */
  static boolean isCredentialKey(String canonical) {
    String plain = canonical.replace("_", "").replace("$", "");
    if (plain.contains("csrf") || plain.contains("xsrf")) {
      return false;
    }
    return switch (plain) {
      case "pagetoken",
          "nextpagetoken",
          "nexttoken",
          "prevtoken",
          "previoustoken",
          "continuationtoken",
          "nextcontinuationtoken",
          "continuetoken",
          "paginationtoken",
          "nextpaginationtoken",
          "pagingtoken",
          "synctoken",
          "nextsynctoken",
          "skiptoken",
          "deltatoken" ->
          false;
      case "key", "pwd", "pass", "jwt", "sid", "sessionid", "googleaccessid" -> true;
      default ->
          plain.endsWith("token")
              || plain.endsWith("auth")
              || plain.endsWith("authorization")
              || plain.endsWith("appkey")
              || plain.endsWith("applicationkey")
              || plain.endsWith("authkey")
              || plain.endsWith("secretkey")
              || plain.endsWith("privatekey")
              || plain.endsWith("subscriptionkey")
              || plain.endsWith("secret")
              || plain.endsWith("password")
              || plain.endsWith("passwd")
              || plain.endsWith("passphrase")
              || plain.endsWith("credential")
              || plain.endsWith("credentials")
              // Signed URLs: they carry somebody's right to write.
              || plain.endsWith("signature")
              || plain.endsWith("sig")
              || plain.contains("apikey")
              || plain.contains("accesskey")
              || plain.contains("accesstoken");
    };
  }
}
