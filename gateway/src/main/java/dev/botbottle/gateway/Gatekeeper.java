package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.websocket.Agreement;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.CredentialRules;
import dev.botbottle.policy.Credentials;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.Field;
import dev.botbottle.policy.Injection;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Request;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Decides from a request's head whether it may go out, and what then goes out in its place. No
 * sockets, no clocks: the same head gets the same answer.
 */
final class Gatekeeper {
  private final PolicyEngine engine;
  private final SessionSecrets secrets;
  private final Inspector inspector;
  private final Supplier<String> today;
  private final BooleanSupplier cut;

  /** Hosts at which some route injects: what they know may come back on any of their paths. */
  private final Set<String> boundHosts;

  /**
   * @param today the day in UTC, as in {@code 2027-01-31}
   * @param cut whether the user has cut the session off
   */
  Gatekeeper(
      Policy policy,
      PolicyEngine engine,
      SessionSecrets secrets,
      Inspector inspector,
      Supplier<String> today,
      BooleanSupplier cut) {
    this.engine = engine;
    this.secrets = secrets;
    this.inspector = inspector;
    this.today = today;
    this.cut = cut;
    var bound = new HashSet<String>();
    for (Route route : policy.routes()) {
      if (!route.bindings().isEmpty()) {
        bound.add(route.host());
      }
    }
    boundHosts = Set.copyOf(bound);
  }

  /** What is said of an exchange that failed, when the user has cut the session off. */
  Optional<Refusal> cut(Destination to) {
    return cut.getAsBoolean()
        ? Optional.of(Refusal.of(EgressSwitch.denial(), to))
        : Optional.empty();
  }

  /** The decision about a host, before anything is known of a request. */
  Decision host(Destination to) {
    return cut.getAsBoolean() ? EgressSwitch.denial() : engine.host(to.host(), to.port());
  }

  /** What a host name holds that must not leave; it would be shown to name servers. */
  List<Finding> scanHost(Destination to, Route route) {
    ScanProfile profile = headProfile(route, true);
    var found = new ArrayList<>(inspector.inspect(new Place.Host(), to.host(), profile));
    found.removeIf(finding -> profile.actionFor(finding) == ScanAction.WARN);
    return found;
  }

  /**
   * The decision about one request.
   *
   * @param to where its connection leads: for a plain proxy request what its target says, in a
   *     tunnel what CONNECT or the SNI said, otherwise what Host says
   * @param streams whether its client speaks HTTP/2, without which there is no gRPC
   */
  Admission admit(Destination to, RequestHead head, boolean streams) {
    Optional<Target> parsed = Target.parse(head);
    if (parsed.isEmpty()) {
      return refused("", Refusal.malformed("a target that is neither a path nor a whole URL"));
    }
    Target target = parsed.get();
    Optional<Refusal> wrong = mismatch(to, head, target);
    if (wrong.isPresent()) {
      return refused(target.shown(), wrong.get());
    }
    if (respellsFraming(head.fields())) {
      return refused(target.shown(), Refusal.malformed("a field of its framing spelt with _"));
    }
    boolean upgrade = head.fields().hasToken("upgrade", "websocket");
    if (upgrade && (head.framing().hasBody() || !head.method().equals("GET"))) {
      // RFC 6455 §4.1; a body would be taken for frames.
      return refused(target.shown(), Refusal.malformed("an upgrade that is not a plain GET"));
    }
    Request request = request(to, head, target);
    Decision decision = cut.getAsBoolean() ? EgressSwitch.denial() : engine.request(request);
    if (decision.verdict() != Verdict.ALLOW || decision.route().isEmpty()) {
      return refused(target.shown(), Refusal.of(decision, to));
    }
    Route route = decision.route().get();
    Credentials credentials = CredentialRules.decide(request, route);
    if (credentials.decision().verdict() != Verdict.ALLOW) {
      return refused(target.shown(), Refusal.of(credentials.decision(), to));
    }
    boolean grpc = GrpcParser.in(head.fields());
    boolean messages = grpc && streams;
    Optional<ContentCoding> coding = ContentCoding.of(head.fields());
    if (grpc) {
      var plain = Optional.of(ContentCoding.IDENTITY);
      Optional<ContentCoding> inMessages = GrpcParser.coding(head.fields());
      // Coded as a whole and in its messages: nobody sends that. A plain body's are not undone.
      boolean readable = coding.equals(plain) && (messages || inMessages.equals(plain));
      coding = readable ? inMessages : Optional.empty();
    }
    if (coding.isEmpty()) {
      return refused(
          target.shown(),
          Refusal.forbidden(
              "content-encoding",
              "the request's body is coded in a way that cannot be scanned",
              "send it plain, or with one of gzip, deflate, br, zstd"));
    }
    Fields fields = head.fields().copy();
    HopByHop.remove(fields);
    fields.remove("host");
    fields.remove("expect");
    String extension = "";
    if (upgrade) {
      // None is agreed on but what was offered (RFC 6455 §9.1): so frames can be read.
      extension = Agreement.offer(fields);
      fields.remove(Agreement.FIELD);
    }
    List<Finding> findings = new ArrayList<>();
    List<Finding> fatal = scan(to, target, fields, credentials.injections(), route, findings);
    if (!fatal.isEmpty()) {
      return refused(target.shown(), Refusal.of(fatal, route.scan().rules()));
    }
    boolean bound = boundHosts.contains(to.host());
    if (bound) {
      // Pieces of a reflected secret, fetched one by one, would each pass unmasked.
      fields.remove("range");
      fields.remove("if-range");
    }
    acceptEncoding(
        fields, "Accept-Encoding", bound, route.scan().instructions() == Instructions.DENY);
    if (grpc) {
      acceptEncoding(fields, "grpc-accept-encoding", bound, false);
    }
    var outward = new Fields().add("Host", to.authority());
    fields.lines().forEach(field -> outward.add(field.name(), field.value()));
    String query = inject(outward, target.query(), credentials.injections());
    if (upgrade) {
      outward.add("Connection", "Upgrade").add("Upgrade", "websocket");
    }
    if (!extension.isEmpty()) {
      outward.add(Agreement.FIELD, extension);
    }
    String sent = query.isEmpty() ? target.path() : target.path() + "?" + query;
    return new Admission.Admitted(
        to,
        target.shown(),
        decision,
        route,
        new RequestHead(head.method(), sent, true, outward, head.framing()),
        bodyProfile(route, coding.get(), grpc),
        coding.get(),
        messages,
        bound,
        upgrade,
        findings);
  }

  /** What a trailer section may not hold: what decides about the request came with its head. */
  List<Finding> scanTrailers(Fields trailers, ScanProfile profile) {
    var found = new ArrayList<Finding>();
    for (Field field : trailers.lines()) {
      found.addAll(
          inspector.inspect(new Place.Body(), field.name() + ": " + field.value(), profile));
    }
    return found;
  }

  private static Optional<Refusal> mismatch(Destination to, RequestHead head, Target target) {
    List<String> hosts = head.fields().all("host");
    if (hosts.size() > 1 || (head.modern() && hosts.isEmpty())) {
      return Optional.of(Refusal.malformed("not exactly one Host field"));
    }
    if (target.absolute()) {
      if (target.authority().indexOf('@') >= 0) {
        return Optional.of(
            Refusal.forbidden("credential", "user info in a URL is never passed on", ""));
      }
      if (!target.scheme().equals(to.scheme()) || !same(to, target.authority())) {
        return Optional.of(
            Refusal.mismatch("the URL in the request line leads elsewhere than its connection"));
      }
    }
    if (!hosts.isEmpty() && !same(to, hosts.getFirst())) {
      return Optional.of(
          Refusal.mismatch("the Host field names another place than the connection leads to"));
    }
    return Optional.empty();
  }

  /**
   * Where names become variables (RFC 3875 §4.1.18) such a field counts beside the one we write.
   */
  private static boolean respellsFraming(Fields fields) {
    for (Field field : fields.lines()) {
      if (field.name().indexOf('_') >= 0) {
        String name = field.name().replace('_', '-');
        if (name.equalsIgnoreCase("content-length") || name.equalsIgnoreCase("transfer-encoding")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean same(Destination to, String authority) {
    return Destination.parse(to.tls(), authority, Destination.defaultPort(to.tls()))
        .filter(to::equals)
        .isPresent();
  }

  private static Request request(Destination to, RequestHead head, Target target) {
    return new Request(
        to.scheme(),
        to.host(),
        to.port(),
        head.method(),
        target.path(),
        target.query(),
        head.fields().lines(),
        false);
  }

  /** Scans the head; returns what forbids it, adds to {@code passing} what does not. */
  private List<Finding> scan(
      Destination to,
      Target target,
      Fields fields,
      List<Injection> injections,
      Route route,
      List<Finding> passing) {
    ScanProfile profile = headProfile(route, true);
    ScanProfile own = headProfile(route, false);
    var found = new ArrayList<Finding>();
    found.addAll(inspector.inspect(new Place.Host(), to.host(), profile));
    found.addAll(inspector.inspect(new Place.Path(), target.path(), profile));
    found.addAll(
        inspector.inspect(new Place.Query(), withoutSlots(target.query(), injections), profile));
    var values = new StringBuilder();
    boolean credentials = false;
    for (Field field : fields.lines()) {
      if (fillsSlot(field, injections)) {
        continue;
      }
      // A route that lets the client bring its credentials lets it bring their formats.
      boolean credential = carriesCredential(field);
      found.addAll(scan(field, credential && route.clientCredentials() ? own : profile));
      credentials |= credential;
      if (!credential) {
        append(values, field);
      }
    }
    // One secret may be cut into several fields; with the client's own credentials, which may be of
    // any format, only what the session knows is looked for.
    found.addAll(inspector.inspect(new Place.Header("*"), values.toString(), profile));
    if (credentials) {
      var all = new StringBuilder();
      for (Field field : fields.lines()) {
        if (!fillsSlot(field, injections)) {
          append(all, field);
        }
      }
      found.addAll(inspector.inspect(new Place.Header("*"), all.toString(), own));
    }
    for (Injection injection : injections) {
      if (injection instanceof Injection.IntoBasicPassword(Binding binding, String user)) {
        // The one thing in a slot that goes out as the client wrote it.
        found.addAll(inspector.inspect(new Place.Header("authorization"), user, profile));
      }
    }
    var fatal = new ArrayList<Finding>();
    for (Finding finding : found) {
      (profile.actionFor(finding) == ScanAction.WARN ? passing : fatal).add(finding);
    }
    return fatal;
  }

  private static void append(StringBuilder values, Field field) {
    values.append(field.value()).append(", ");
  }

  private List<Finding> scan(Field field, ScanProfile profile) {
    var place = new Place.Header(field.name().toLowerCase(Locale.ROOT));
    List<Finding> found = inspector.inspect(place, field.name() + ": " + field.value(), profile);
    if (found.isEmpty()) {
      return found;
    }
    // A client names its fields as it likes; in small letters a value would not be recognised.
    var shown = new Place.Header(inspector.mask(field.name()).toLowerCase(Locale.ROOT));
    return found.stream().map(finding -> finding.in(shown)).toList();
  }

  /** How a head is scanned. It cannot be redacted without becoming another request. */
  private ScanProfile headProfile(Route route, boolean detectors) {
    return new ScanProfile(
            route.scan().request(), detectors, route.scan().permitted(), rules(route))
        .withoutRedaction();
  }

  /** What is done otherwise with some findings today. */
  private FindingRules rules(Route route) {
    FindingRules rules = route.scan().rules();
    return rules.allowed().isEmpty() ? rules : rules.on(today.get());
  }

  private static boolean carriesCredential(Field field) {
    return switch (field.name().toLowerCase(Locale.ROOT)) {
      case "authorization", "x-api-key", "private-token", "api-key", "x-goog-api-key", "cookie" ->
          true;
      default -> false;
    };
  }

  /** What stands in a slot was checked to be the placeholder or empty, and is replaced. */
  private static boolean fillsSlot(Field field, List<Injection> injections) {
    for (Injection injection : injections) {
      boolean fills =
          switch (injection) {
            case Injection.IntoHeader(Binding binding, String name) ->
                field.name().equalsIgnoreCase(name);
            case Injection.IntoBasicPassword(Binding binding, String user) ->
                field.name().equalsIgnoreCase("authorization");
            case Injection.IntoQuery(Binding binding, String key) -> false;
          };
      if (fills) {
        return true;
      }
    }
    return false;
  }

  private static String withoutSlots(String query, List<Injection> injections) {
    String left = query;
    for (Injection injection : injections) {
      if (injection instanceof Injection.IntoQuery into) {
        left = into.query(left, Secret.of(""));
      }
    }
    return left;
  }

  private String inject(Fields outward, String query, List<Injection> injections) {
    String result = query;
    for (Injection injection : injections) {
      Secret secret = secrets.of(injection.binding().secret());
      switch (injection) {
        case Injection.IntoHeader into -> outward.set(into.name(), into.value(secret));
        case Injection.IntoBasicPassword into -> outward.set("Authorization", into.value(secret));
        case Injection.IntoQuery into -> result = into.query(result, secret);
      }
    }
    return result;
  }

  private ScanProfile bodyProfile(Route route, ContentCoding coding, boolean grpc) {
    var permitted = new HashSet<>(route.scan().permitted());
    for (Binding binding : route.bindings()) {
      // An agent sees its own placeholder in its environment and may well talk about it.
      permitted.add(binding.secret());
    }
    var profile = new ScanProfile(route.scan().request(), true, permitted, rules(route));
    // Redacted, coded bytes and binary messages would become others.
    return coding == ContentCoding.IDENTITY && !grpc ? profile : profile.withoutRedaction();
  }

  /** Leaves only codings that can be looked through; none where answers are masked. */
  private static void acceptEncoding(
      Fields fields, String name, boolean bound, boolean toldAtOnce) {
    if (bound) {
      fields.set(name, "identity");
      return;
    }
    List<String> offered = fields.tokens(name);
    if (offered.isEmpty()) {
      return;
    }
    var kept = new StringBuilder();
    for (String coding : offered) {
      int semicolon = coding.indexOf(';');
      String plain = semicolon < 0 ? coding : coding.substring(0, semicolon).strip();
      if (ContentCoding.named(plain)
          .filter(known -> !toldAtOnce || known.toldAtOnce())
          .isPresent()) {
        kept.append(kept.isEmpty() ? "" : ", ").append(coding);
      }
    }
    fields.set(name, kept.isEmpty() ? "identity" : kept.toString());
  }

  private static Admission refused(String path, Refusal refusal) {
    return new Admission.Refused(path, refusal);
  }
}
