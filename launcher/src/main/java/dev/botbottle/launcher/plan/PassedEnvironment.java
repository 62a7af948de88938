package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What every agent sees of the user's environment: how to talk to the terminal, and the tools. */
final class PassedEnvironment {
  private static final List<String> NAMES =
      List.of("TERM", "LANG", "LANGUAGE", "TZ", "COLORTERM", "NO_COLOR");

  private PassedEnvironment() {}

  static List<PlannedVariable> of(Host host) {
    Map<String, String> passed = new TreeMap<>();
    for (String name : NAMES) {
      host.variable(name).ifPresent(value -> passed.put(name, value));
    }
    host.environment()
        .forEach((name, value) -> {
          if (name.startsWith("LC_")) {
            passed.put(name, value);
          }
        });
    StringBuilder path = new StringBuilder("/bottle/agent");
    host.path().forEach(directory -> path.append(':').append(directory));
    passed.put("PATH", path.toString());
    passed.put("HOME", host.home().toString());
    passed.put("USER", "agent");
    passed.put("LOGNAME", "agent");
    passed.put("SHELL", "/bin/sh");
    host.variable("JAVA_HOME").ifPresent(home -> passed.put("JAVA_HOME", home));
    host.variable("SHELL")
        .filter(shell -> shell.startsWith("/bin/") || shell.startsWith("/usr/"))
        .ifPresent(shell -> passed.put("SHELL", shell));
    // Programs that bring their own roots; all others read the augmented system files.
    passed.put("NODE_EXTRA_CA_CERTS", "/bottle/trust/ca.pem");
    passed.put("REQUESTS_CA_BUNDLE", "/bottle/trust/bundle.pem");
    passed.put("PIP_CERT", "/bottle/trust/bundle.pem");
    passed.put("SSL_CERT_FILE", "/bottle/trust/bundle.pem"); // httpx, and what is built on it
    passed.put("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "/bottle/trust/bundle.pem");
    passed.put("DENO_TLS_CA_STORE", "system");
    passed.put("BOTTLE", "1");
    List<PlannedVariable> variables = new ArrayList<>();
    passed.forEach((name, value) -> variables.add(PlannedVariable.plain(name, value)));
    return variables;
  }
}
