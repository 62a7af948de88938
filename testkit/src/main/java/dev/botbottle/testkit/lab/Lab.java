package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A host and an internet for tests, in network namespaces without a way out. Every address that is
 * not the host's own belongs to the internet and is served there, so whatever leaves the host is
 * seen, wherever it was meant to go.
 */
public final class Lab implements AutoCloseable {
  /** The host's own IPv4 address. */
  public static final String HOST_IPV4 = "10.77.0.2";

  /** The host's own IPv6 address. */
  public static final String HOST_IPV6 = "3fff:77::2";

  /** The router, another machine of the host's network. */
  public static final String LAN_IPV4 = "10.77.0.1";

  /** The cloud's metadata service. */
  public static final String METADATA_IPV4 = "169.254.169.254";

  /** The lab's name server. */
  public static final String NAME_SERVER = "203.0.113.53";

  /** A TCP port where the host's own service listens, on all its addresses, loopback included. */
  public static final int HOST_SERVICE_PORT = 8600;

  private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

  /** TCP ports where every address of the internet answers. */
  private static final List<Integer> PORTS =
      List.of(22, 25, 53, 80, 443, 853, 3128, 4444, 5000, 8000, 8080, 8443, 9418);

  /** UDP ports where datagrams to any address are seen; 443 is QUIC's. */
  private static final List<Integer> UDP_PORTS = List.of(53, 123, 443, 853, 4444);

  /** Another of the world's name servers. */
  private static final String NAME_SERVER_IPV6 = "2001:4860:4860::8888";

  /** Name servers that answer by UDP, the world's best-known ones among them. */
  private static final List<String> NAME_SERVERS =
      List.of(
          NAME_SERVER, "8.8.8.8", "1.1.1.1", "9.9.9.9", METADATA_IPV4, LAN_IPV4, NAME_SERVER_IPV6);

  private final Kind kind;
  private final Path directory;
  private final LabAuthority authority = LabAuthority.create("Lab Root");
  private final Map<String, List<String>> addresses = new LinkedHashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private final Namespaces namespaces;
  private final ServerProcess internet;
  private final ServerProcess host;
  private int homes;
  private int stores;

  /** With which privileges a lab is made. */
  public enum Kind {
    /** By root. */
    ROOT,
    /** By an ordinary user, inside a user namespace; root's tests change to one for that. */
    USER
  }

  /** Opens a lab with these sites on its internet. */
  public static Lab open(Kind kind, Site... sites) {
    try {
      return new Lab(kind, List.of(sites));
    } catch (IOException e) {
      throw new LabException("could not open the lab", e);
    }
  }

  /** Why a lab of this kind cannot be opened here; empty when it can. */
  public static Optional<String> unavailable(Kind kind) {
    if (kind == Kind.ROOT && !LabUser.isRoot()) {
      return Optional.of("the lab of kind ROOT needs root");
    }
    try (Namespaces tried = Namespaces.open(kind)) {
      return tried.target() > 0 ? Optional.empty() : Optional.of("no namespaces");
    } catch (IOException | LabException e) {
      return Optional.of("the lab of kind " + kind + " cannot be opened: " + e.getMessage());
    }
  }

  private Lab(Kind kind, List<Site> sites) throws IOException {
    this.kind = kind;
    directory = Files.createTempDirectory("lab");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Wire.ServedSite> served = new ArrayList<>();
    for (Site site : sites) {
      int number = 10 + served.size();
      List<String> own =
          site.addresses().isEmpty()
              ? List.of("203.0.113." + number, "2001:db8::" + Integer.toHexString(number))
              : site.addresses();
      addresses.put(site.host(), own);
      served.add(
          new Wire.ServedSite(
              site.host(), own, site.handler().getName(), site.argument(), site.certificate()));
    }
    List<String> java = new ArrayList<>(JavaProgram.of(directory.resolve("lib"), sites));
    give(Files.createDirectory(hostSocket().getParent()), Account.ROOT);
    namespaces = Namespaces.open(kind);
    ServerProcess theInternet = null;
    ServerProcess theHost = null;
    try {
      theInternet =
          new ServerProcess(namespaces.inNewNetwork(java), directory.resolve("internet.log"), seen);
      theHost = new ServerProcess(namespaces.inNetwork(java), directory.resolve("host.log"), seen);
      internet = theInternet;
      host = theHost;
      connect(theInternet.pid());
      theInternet.serve(
          new Wire.Order(
              Seen.Side.INTERNET, served, PORTS, UDP_PORTS, NAME_SERVERS, List.of(), authority));
      theHost.serve(
          new Wire.Order(
              Seen.Side.HOST,
              List.of(),
              List.of(HOST_SERVICE_PORT),
              List.of(HOST_SERVICE_PORT),
              List.of(),
              List.of(hostSocket().toString()),
              authority));
      furnish();
    } catch (IOException | RuntimeException e) {
      // Nobody else could: the object is not there yet.
      namespaces.close();
      if (theInternet != null) {
        theInternet.close();
      }
      if (theHost != null) {
        theHost.close();
      }
      LabUser.delete(directory);
      throw e;
    }
  }

  /** Joins the two networks. */
  private void connect(long internetPid) {
    namespaces.ip(
        namespaces.target(),
        "link set lo up\n"
            + ("link add lan0 type veth peer name net0 netns " + internetPid + "\n")
            + ("addr add " + HOST_IPV4 + "/24 dev lan0\n")
            + ("addr add " + HOST_IPV6 + "/64 dev lan0 nodad\n")
            + "link set lan0 up\n"
            + ("route add default via " + LAN_IPV4 + "\n")
            + "route add ::/0 via 3fff:77::1\n");
    // The local table comes before all others: in it everything is this machine's own address,
    // except, being more specific, the way back to the host.
    namespaces.ip(
        internetPid,
        "link set lo up\n"
            // Unlike IPv4's, an IPv6 address has to be an interface's to be bound.
            + ("addr add " + NAME_SERVER_IPV6 + "/128 dev lo nodad\n")
            + ("addr add " + LAN_IPV4 + "/24 dev net0\n")
            + "addr add 3fff:77::1/64 dev net0 nodad\n"
            + "link set net0 up\n"
            + "route add 10.77.0.0/24 dev net0 table local\n"
            + "route add local 0.0.0.0/0 dev lo table local\n"
            + "route add 3fff:77::/64 dev net0 table local\n"
            + "route add fe80::/64 dev net0 table local\n"
            + "route add local ::/0 dev lo table local\n");
  }

  /** Replaces the files that tell programs of the real network, and hides its sockets. */
  private void furnish() throws IOException {
    namespaces.runOnMounts(List.of("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"));
    replace("/etc/resolv.conf", "nameserver " + NAME_SERVER + "\noptions timeout:2 attempts:2\n");
    replace("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n" + HOST_IPV4 + " lab-host\n");
    replace("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n");
    Path bundle = Path.of(BUNDLE);
    String roots = Files.exists(bundle) ? Files.readString(bundle) : "";
    replace(BUNDLE, roots + rootPem());
  }

  private void replace(String path, String text) throws IOException {
    Path file = directory.resolve(path.substring(1).replace('/', '-'));
    Files.writeString(file, text);
    Path over = Path.of(path);
    if (Files.isSymbolicLink(over)) {
      // It may lead into what was just hidden.
      Path to = over.resolveSibling(Files.readSymbolicLink(over)).normalize();
      namespaces.runOnMounts(List.of("mkdir", "-p", to.resolveSibling("").toString()));
      namespaces.runOnMounts(List.of("touch", to.toString()));
    }
    namespaces.mount(file.toString(), path);
  }

  /** The lab's root, which the host's bundle holds. */
  public X509Certificate root() {
    return authority.certificate();
  }

  /** The same as PEM. */
  public String rootPem() {
    return LabAuthority.pem(authority.certificate());
  }

  /** A folder for the test's files, readable for every account; gone with the lab. */
  public Path directory() {
    return directory;
  }

  /** A Unix socket of the host where every account is greeted. */
  public Path hostSocket() {
    return directory.resolve("sockets").resolve("host");
  }

  /** A new empty folder that belongs to an account, mode 0700. */
  public Path home(Account account) {
    try {
      Path home = Files.createDirectory(directory.resolve("home" + homes++));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      give(home, account);
      return home;
    } catch (IOException e) {
      throw new LabException("could not make a home", e);
    }
  }

  /** Gives a file to an account, so that it is its owner inside the lab. */
  public void give(Path file, Account account) {
    LabUser.give(file, kind, account);
  }

  /** Puts a file of the test in place of a file of the host, for every later command. */
  public void mount(Path file, Path over) {
    namespaces.mount(file.toString(), over.toString());
  }

  /**
   * Gives the host an empty {@code /tmp} of its own, for every later command. The lab's own folder
   * stays where it is; other files of the test below {@code /tmp} are hidden.
   */
  public void privateTmp() {
    String kept = "/run/lab";
    namespaces.runOnMounts(List.of("mkdir", kept));
    namespaces.runOnMounts(List.of("mount", "--rbind", directory.toString(), kept));
    namespaces.runOnMounts(List.of("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/tmp"));
    namespaces.runOnMounts(List.of("mkdir", "-p", directory.toString()));
    namespaces.runOnMounts(List.of("mount", "--rbind", kept, directory.toString()));
  }

  /** Makes a Java runtime's programs trust the lab's root. */
  public void trustJava(Path javaHome) {
    Path cacerts = javaHome.resolve("lib/security/cacerts");
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      char[] password = "changeit".toCharArray();
      try (InputStream in = Files.newInputStream(cacerts)) {
        store.load(in, password);
      }
      store.setCertificateEntry("lab", root());
      Path augmented = directory.resolve("cacerts" + stores++);
      try (OutputStream out = Files.newOutputStream(augmented)) {
        store.store(out, password);
      }
      mount(augmented, cacerts.toRealPath());
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("could not add the lab's root to " + cacerts, e);
    }
  }

  /**
   * Starts a command on the host.
   *
   * @param command the command and its arguments
   * @param environment its whole environment; PATH is added when it is missing
   * @param directory its working directory
   * @param account whom it runs as
   */
  public LabProcess start(
      List<String> command, Map<String, String> environment, Path directory, Account account) {
    List<String> placed = new ArrayList<>(List.of("env", "-C", directory.toString()));
    placed.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(namespaces.inHost(account, placed));
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().putAll(environment);
    try {
      return new LabProcess(builder.start());
    } catch (IOException e) {
      throw new LabException("could not start " + command, e);
    }
  }

  /** Runs a shell command on the host to its end, without input; a minute at most. */
  public LabProcess.Result run(Account account, String shellCommand) {
    try (LabProcess process =
        start(List.of("sh", "-c", shellCommand), Map.of(), directory, account)) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    } catch (IOException e) {
      throw new LabException("could not run " + shellCommand, e);
    }
  }

  /**
   * The processes that run on the host now, in bottles too: process id outside the lab → command
   * line.
   */
  public SortedMap<Long, String> processes() {
    return HostProcesses.of(namespaces.target());
  }

  /** Everything that reached any server so far, in order for each side. */
  public List<Seen> seen() {
    internet.sync();
    host.sync();
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  /** What reached a site by its name, a literal address, or the path of a Unix socket. */
  public List<Seen> seenAt(String hostOrAddress) {
    List<String> own = new ArrayList<>();
    if (hostOrAddress.startsWith("/")) {
      own.add(hostOrAddress);
    } else {
      for (String address : addresses.getOrDefault(hostOrAddress, List.of(hostOrAddress))) {
        own.add(Sites.text(address));
      }
    }
    List<Seen> there = new ArrayList<>();
    for (Seen next : seen()) {
      if (own.contains(next.address())) {
        there.add(next);
      }
    }
    return there;
  }

  /** The HTTP requests that reached a site by its name, or a literal address. */
  public List<Request> requests(String hostOrAddress) {
    List<Request> requests = new ArrayList<>();
    for (Seen next : seenAt(hostOrAddress)) {
      if (next instanceof Seen.HttpRequest http) {
        requests.add(http.request());
      }
    }
    return requests;
  }

  /** Every name that was asked for at any name server of the internet, whoever answers there. */
  public List<String> lookups() {
    List<String> names = new ArrayList<>();
    for (Seen next : seen()) {
      if (next instanceof Seen.Lookup lookup) {
        names.add(lookup.name());
      }
    }
    return names;
  }

  /** What the server processes wrote to their standard error, for a failing test. */
  public String log() {
    try {
      return Files.readString(directory.resolve("internet.log"), StandardCharsets.UTF_8)
          + Files.readString(directory.resolve("host.log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LabException("could not read the logs", e);
    }
  }

  /** Ends every process on the host and the servers, and removes the lab's files. */
  @Override
  public void close() {
    namespaces.close();
    internet.close();
    host.close();
    LabUser.delete(directory);
  }
}
