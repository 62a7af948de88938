package dev.botbottle.launcher.registry;

import dev.botbottle.scan.KnownSecret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a registry is, without any login that stood in its address.
 *
 * @param secure whether it is spoken to over TLS
 * @param host in lower case
 * @param port the port, the scheme's own where none is written
 * @param path the path with a slash at both ends
 */
public record RegistryAddress(boolean secure, String host, int port, String path) {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /** Reads an address; empty when it is none of http or https. */
  public static Optional<RegistryAddress> parse(String text) {
    try {
      URI uri = new URI(text.strip());
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean secure = scheme.equals("https");
      if (uri.getHost() == null || !(secure || scheme.equals("http"))) {
        return Optional.empty();
      }
      int port = uri.getPort() > 0 ? uri.getPort() : secure ? HTTPS : HTTP;
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return Optional.of(
          new RegistryAddress(
              secure,
              uri.getHost().toLowerCase(Locale.ROOT),
              port,
              path.endsWith("/") ? path : path + "/"));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The host, with the port where it is not the scheme's own. */
  public String authority() {
    return port == (secure ? HTTPS : HTTP) ? host : host + ":" + port;
  }

  /** The address as a client is configured with it; the login is not in it. */
  public String text() {
    return (secure ? "https://" : "http://") + authority() + path;
  }

  /** Whether {@code other} is this address or lies below it. */
  public boolean isAbove(RegistryAddress other) {
    return isOnHostOf(other) && other.path.startsWith(path);
  }

  /** Whether both are reached in the same way at the same host and port. */
  public boolean isOnHostOf(RegistryAddress other) {
    return secure == other.secure && host.equals(other.host) && port == other.port;
  }

  /** Whether a part of the path looks like a secret: some registries give each reader a path. */
  public boolean holdsSecret() {
    for (String segment : path.split("/", -1)) {
      if (KnownSecret.likely("", segment)) {
        return true;
      }
    }
    return false;
  }

  /** The folder it is in; itself when it is the whole host. */
  public RegistryAddress folder() {
    int slash = path.lastIndexOf('/', path.length() - 2);
    return slash < 0 ? this : new RegistryAddress(secure, host, port, path.substring(0, slash + 1));
  }
}
