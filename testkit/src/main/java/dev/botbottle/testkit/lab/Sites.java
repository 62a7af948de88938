package dev.botbottle.testkit.lab;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which site stands at an address; every address without one echoes. */
final class Sites {
  private final Map<String, List<Wire.ServedSite>> byAddress = new HashMap<>();
  private final Map<Wire.ServedSite, Handler> handlers = new HashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final Handler echo = new EchoHandler("");

  Sites(List<Wire.ServedSite> sites) throws ReflectiveOperationException {
    for (Wire.ServedSite site : sites) {
      Class<?> handler = Class.forName(site.handler());
      handlers.put(
          site, (Handler) handler.getConstructor(String.class).newInstance(site.argument()));
      names.put(site.host(), site.addresses());
      for (String address : site.addresses()) {
        byAddress.computeIfAbsent(text(address), key -> new ArrayList<>()).add(site);
      }
    }
  }

  /** An address as Java writes it, for comparing. */
  static String text(String address) {
    return InetAddress.ofLiteral(address).getHostAddress();
  }

  Map<String, List<String>> names() {
    return names;
  }

  Site.Certificate certificate(String address) {
    List<Wire.ServedSite> sites = byAddress.getOrDefault(address, List.of());
    return sites.isEmpty() ? Site.Certificate.VALID : sites.getFirst().certificate();
  }

  /** The name for clients that ask for none in TLS. */
  String name(String address) {
    List<Wire.ServedSite> sites = byAddress.getOrDefault(address, List.of());
    return sites.isEmpty() ? address : sites.getFirst().host();
  }

  Handler handler(String address, Request request, String serverName) {
    List<Wire.ServedSite> sites = byAddress.getOrDefault(address, List.of());
    String host = request.header("Host").orElse(serverName);
    for (Wire.ServedSite site : sites) {
      if (host.equalsIgnoreCase(site.host()) || host.startsWith(site.host() + ":")) {
        return handlers.getOrDefault(site, echo);
      }
    }
    return sites.isEmpty() ? echo : handlers.getOrDefault(sites.getFirst(), echo);
  }
}
