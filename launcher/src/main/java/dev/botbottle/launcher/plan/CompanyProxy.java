package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.policy.Digits;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.ProxyExemptions;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proxy that this host's own programs are told to use, by {@code https_proxy} and {@code
 * no_proxy} in small letters or, else, capitals. What cannot be understood of it is a refusal: its
 * network would otherwise be left in another way than its owner wants.
 *
 * @param variable where it is named
 * @param proxy what the gateway is told
 * @param notes what the user should know
 */
record CompanyProxy(String variable, UpstreamProxy proxy, List<String> notes) {
  private static final List<String> VARIABLES = List.of("https_proxy", "HTTPS_PROXY");
  private static final List<String> EXEMPTIONS = List.of("no_proxy", "NO_PROXY");

  CompanyProxy {
    notes = List.copyOf(notes);
  }

  /** The host's, if it has one. */
  static Optional<CompanyProxy> of(Host host) {
    Optional<String> variable = first(host, VARIABLES);
    if (variable.isEmpty()) {
      return Optional.empty();
    }
    String text = host.variable(variable.get()).orElse("").strip();
    List<String> direct = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    String exempt = first(host, EXEMPTIONS).flatMap(host::variable).orElse("");
    for (String word : exempt.split("[,\\s]+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      if (ProxyExemptions.understands(word)) {
        direct.add(word);
      } else {
        notes.add("NO_PROXY: " + word + " is no host, domain or range, and exempts nothing");
      }
    }
    boolean login = text.lastIndexOf('@') >= 0;
    return Optional.of(
        new CompanyProxy(
            variable.get(), new UpstreamProxy(place(text, variable.get()), login, direct), notes));
  }

  private static Optional<String> first(Host host, List<String> names) {
    for (String name : names) {
      if (host.variable(name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** The login as a secret of the plan, if there is one. */
  Optional<PlannedSecret> secret() {
    return proxy.login()
        ? Optional.of(
            new PlannedSecret(
                UpstreamProxy.LOGIN, new SecretOrigin.ProxyLogin(variable), List.of(shown())))
        : Optional.empty();
  }

  /** Host and port, without the login. */
  String shown() {
    return shown(proxy.at());
  }

  static String shown(Endpoint at) {
    return (at.host().indexOf(':') < 0 ? at.host() : "[" + at.host() + "]") + ":" + at.port();
  }

  private static Endpoint place(String text, String variable) {
    String rest = text;
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      if (!text.substring(0, scheme).equalsIgnoreCase("http")) {
        throw refused(variable, "only http:// proxies can be used");
      }
      rest = text.substring(scheme + 3);
    }
    rest = rest.substring(rest.lastIndexOf('@') + 1);
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int colon = rest.lastIndexOf(':');
    if (colon < 0 || rest.endsWith("]")) {
      throw refused(variable, "it has no port, and programs disagree about what that means");
    }
    Optional<String> name = HostName.normalise(rest.substring(0, colon));
    int port = port(rest.substring(colon + 1));
    if (name.isEmpty() || port < 1) {
      throw refused(variable, "it is no http://HOST:PORT");
    }
    return new Endpoint(name.get(), port);
  }

  private static int port(String digits) {
    long port = Digits.of(digits, 5);
    return port > 65_535 ? -1 : (int) port;
  }

  /** Without the value, which may hold a password. */
  private static BottleException refused(String variable, String why) {
    return new BottleException(
        ExitCode.USAGE,
        "could not use the proxy that " + variable + " names: " + why,
        "set it to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, or take it out of the"
            + " environment to reach the world directly; --offline needs none");
  }

  /**
   * The login in a proxy's address, {@code user:password} with percent signs undone (RFC 3986
   * §2.1); empty when there is none.
   */
  static Secret login(String address) {
    int scheme = address.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int end = address.lastIndexOf('@');
    if (end < start) {
      return Secret.of("");
    }
    String login = address.substring(start, end).strip();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < login.length(); i++) {
      int high = login.charAt(i) == '%' && i + 2 < login.length() ? hex(login.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : hex(login.charAt(i + 2));
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.writeBytes(login.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Secret.of(out.toByteArray());
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
