package dev.botbottle.policy;

import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The policy's part of a session order. */
final class PolicyCodec {
  private PolicyCodec() {}

  static void write(Policy policy, FrameWriter out) {
    out.bool(policy.offline());
    writeLimits(policy.limits(), out);
    out.bool(policy.proxy().isPresent());
    if (policy.proxy().isPresent()) {
      UpstreamProxy proxy = policy.proxy().get();
      out.text(proxy.at().host());
      out.int32(proxy.at().port());
      out.bool(proxy.login());
      out.texts(proxy.direct());
    }
    out.int32(policy.routes().size());
    for (Route route : policy.routes()) {
      writeRoute(route, out);
    }
    out.int32(policy.denials().size());
    for (Denial denial : policy.denials()) {
      out.text(denial.host());
      out.texts(new TreeSet<>(denial.methods()));
      out.texts(denial.paths());
      writeOrigin(denial.origin(), out);
    }
  }

  static Policy read(FrameReader in) throws FrameException {
    boolean offline = in.bool();
    TrafficLimits limits = readLimits(in);
    Optional<UpstreamProxy> proxy =
        in.bool()
            ? Optional.of(
                new UpstreamProxy(new Endpoint(in.text(), in.port()), in.bool(), in.texts()))
            : Optional.empty();
    int routeCount = in.count();
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < routeCount; i++) {
      routes.add(readRoute(in));
    }
    int denialCount = in.count();
    List<Denial> denials = new ArrayList<>();
    for (int i = 0; i < denialCount; i++) {
      denials.add(new Denial(in.text(), readSet(in), in.texts(), readOrigin(in)));
    }
    return new Policy(routes, denials, limits, proxy, offline);
  }

  private static void writeRoute(Route route, FrameWriter out) {
    out.text(route.host());
    out.int32(route.ports().size());
    for (int port : new TreeSet<>(route.ports())) {
      out.int32(port);
    }
    out.texts(new TreeSet<>(route.methods()));
    out.texts(route.paths());
    out.int8(
        switch (route.tls()) {
          case INTERCEPT -> 0;
          case PASSTHROUGH -> 1;
        });
    out.int32(route.bindings().size());
    for (Binding binding : route.bindings()) {
      out.text(binding.secret());
      writeSlot(binding.slot(), out);
      out.text(binding.format());
      out.text(binding.placeholder());
    }
    writeAction(route.scan().request(), out);
    out.bool(route.scan().response());
    out.texts(new TreeSet<>(route.scan().permitted()));
    out.int8(
        switch (route.scan().instructions()) {
          case EXPECTED -> 0;
          case WARN -> 1;
          case DENY -> 2;
        });
    writeRules(route.scan().rules(), out);
    out.bool(route.clientCredentials());
    out.bool(route.webSocket());
    out.bool(route.connect().isPresent());
    if (route.connect().isPresent()) {
      out.text(route.connect().get().host());
      out.int32(route.connect().get().port());
    }
    out.bool(route.roots().isPresent());
    if (route.roots().isPresent()) {
      out.text(route.roots().get());
    }
    out.bool(route.certificate().isPresent());
    if (route.certificate().isPresent()) {
      out.text(route.certificate().get().chain());
      out.text(route.certificate().get().key());
    }
    writeTime(route.timeouts().connect(), out);
    writeTime(route.timeouts().firstByte(), out);
    writeTime(route.timeouts().idle(), out);
    writeLimits(route.limits(), out);
    writeOrigin(route.origin(), out);
  }

  private static Route readRoute(FrameReader in) throws FrameException {
    String host = in.text();
    int portCount = in.count();
    Set<Integer> ports = new LinkedHashSet<>();
    for (int i = 0; i < portCount; i++) {
      ports.add(in.port());
    }
    Set<String> methods = readSet(in);
    List<String> paths = in.texts();
    TlsMode tls =
        switch (in.int8()) {
          case 0 -> TlsMode.INTERCEPT;
          case 1 -> TlsMode.PASSTHROUGH;
          default -> throw new FrameException("the session order has an unknown TLS mode");
        };
    int bindingCount = in.count();
    List<Binding> bindings = new ArrayList<>();
    for (int i = 0; i < bindingCount; i++) {
      bindings.add(new Binding(in.text(), readSlot(in), in.text(), in.text()));
    }
    ScanSettings scan =
        new ScanSettings(
            readAction(in), in.bool(), readSet(in), readInstructions(in), readRules(in));
    boolean clientCredentials = in.bool();
    boolean webSocket = in.bool();
    Optional<Endpoint> connect =
        in.bool() ? Optional.of(new Endpoint(in.text(), in.port())) : Optional.empty();
    Optional<String> roots = in.bool() ? Optional.of(in.text()) : Optional.empty();
    Optional<ClientCertificate> certificate =
        in.bool() ? Optional.of(new ClientCertificate(in.text(), in.text())) : Optional.empty();
    Timeouts timeouts = new Timeouts(readTime(in), readTime(in), readTime(in));
    TrafficLimits limits = readLimits(in);
    return new Route(
        host,
        ports,
        methods,
        paths,
        tls,
        bindings,
        scan,
        clientCredentials,
        webSocket,
        connect,
        roots,
        certificate,
        timeouts,
        limits,
        readOrigin(in));
  }

  private static void writeTime(Optional<Duration> time, FrameWriter out) {
    writeOptional(
        time.isPresent() ? OptionalLong.of(time.get().toMillis()) : OptionalLong.empty(), out);
  }

  private static Optional<Duration> readTime(FrameReader in) throws FrameException {
    OptionalLong millis = readOptional(in);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  private static void writeLimits(TrafficLimits limits, FrameWriter out) {
    writeOptional(limits.requestsPerMinute(), out);
    writeOptional(limits.connections(), out);
    writeOptional(limits.bytesOut(), out);
    writeOptional(limits.bytesIn(), out);
  }

  private static TrafficLimits readLimits(FrameReader in) throws FrameException {
    return new TrafficLimits(
        readOptional(in), readOptional(in), readOptional(in), readOptional(in));
  }

  private static void writeOptional(OptionalLong number, FrameWriter out) {
    out.bool(number.isPresent());
    if (number.isPresent()) {
      out.int64(number.getAsLong());
    }
  }

  private static OptionalLong readOptional(FrameReader in) throws FrameException {
    return in.bool() ? OptionalLong.of(in.int64()) : OptionalLong.empty();
  }

  private static void writeAction(ScanAction action, FrameWriter out) {
    out.int8(
        switch (action) {
          case DENY -> 0;
          case REDACT -> 1;
          case WARN -> 2;
        });
  }

  private static ScanAction readAction(FrameReader in) throws FrameException {
    return switch (in.int8()) {
      case 0 -> ScanAction.DENY;
      case 1 -> ScanAction.REDACT;
      case 2 -> ScanAction.WARN;
      default -> throw new FrameException("the session order has an unknown scan action");
    };
  }

  private static Instructions readInstructions(FrameReader in) throws FrameException {
    return switch (in.int8()) {
      case 0 -> Instructions.EXPECTED;
      case 1 -> Instructions.WARN;
      case 2 -> Instructions.DENY;
      default -> throw new FrameException("the session order has an unknown word on instructions");
    };
  }

  private static void writeRules(FindingRules rules, FrameWriter out) {
    out.int32(rules.actions().size());
    for (Map.Entry<String, ScanAction> entry : new TreeMap<>(rules.actions()).entrySet()) {
      out.text(entry.getKey());
      writeAction(entry.getValue(), out);
    }
    out.int32(rules.allowed().size());
    for (AllowedFinding allowed : rules.allowed()) {
      out.text(allowed.fingerprint());
      out.text(allowed.reason());
      out.text(allowed.until());
    }
  }

  private static FindingRules readRules(FrameReader in) throws FrameException {
    int actionCount = in.count();
    Map<String, ScanAction> actions = new HashMap<>();
    for (int i = 0; i < actionCount; i++) {
      actions.put(in.text(), readAction(in));
    }
    int allowedCount = in.count();
    List<AllowedFinding> allowed = new ArrayList<>();
    for (int i = 0; i < allowedCount; i++) {
      allowed.add(new AllowedFinding(in.text(), in.text(), in.text()));
    }
    return new FindingRules(actions, allowed);
  }

  private static void writeSlot(Slot slot, FrameWriter out) {
    switch (slot) {
      case Slot.Header(String name) -> {
        out.int8(0);
        out.text(name);
      }
      case Slot.BasicPassword() -> out.int8(1);
      case Slot.QueryKey(String name) -> {
        out.int8(2);
        out.text(name);
      }
    }
  }

  private static Slot readSlot(FrameReader in) throws FrameException {
    return switch (in.int8()) {
      case 0 -> new Slot.Header(in.text());
      case 1 -> new Slot.BasicPassword();
      case 2 -> new Slot.QueryKey(in.text());
      default -> throw new FrameException("the session order has an unknown slot");
    };
  }

  private static void writeOrigin(Origin origin, FrameWriter out) {
    out.text(origin.source());
    out.int32(origin.line());
    out.int32(origin.column());
  }

  private static Origin readOrigin(FrameReader in) throws FrameException {
    return new Origin(in.text(), in.int32(), in.int32());
  }

  private static Set<String> readSet(FrameReader in) throws FrameException {
    List<String> texts = in.texts();
    Set<String> set = new LinkedHashSet<>(texts);
    if (set.size() != texts.size()) {
      throw new FrameException("the session order names a value twice");
    }
    return set;
  }
}
