package dev.botbottle.manifest;

import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.ScanAction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Code hosts and model providers as groups of routes. What is in a group stands in a file of its
 * own among the resources, with the vendor's page it comes from; it is read when a bottle names it.
 */
public final class ServicePresets {
  /** The services there are files for. */
  public static final List<String> NAMES =
      List.of(
          "github",
          "gitlab",
          "bitbucket",
          "codeberg",
          "anthropic",
          "openai",
          "gemini",
          "mistral",
          "openrouter");

  /** Those that answer nobody without a credential. */
  static final List<String> SECRET_NEEDED =
      List.of("anthropic", "openai", "gemini", "mistral", "openrouter");

  /**
   * A line of a preset's file.
   *
   * @param write whether it is for bottles that may change things only
   * @param host the host
   * @param methods the methods
   * @param paths the path patterns
   * @param slot where a secret goes; absent where none is taken
   * @param format the text around the secret
   */
  record Line(
      boolean write,
      String host,
      Set<String> methods,
      List<String> paths,
      Optional<Slot> slot,
      String format) {}

  /**
   * A preset's file.
   *
   * @param source the page it comes from
   * @param request what happens to findings on the way out
   * @param lines the routes
   */
  record Content(String source, ScanAction request, List<Line> lines) {}

  private ServicePresets() {}

  /** What a file says. */
  static Content read(String name) {
    String source = "";
    ScanAction request = ScanAction.DENY;
    List<Line> lines = new ArrayList<>();
    for (String line : text(name).split("\n", -1)) {
      if (line.startsWith("# source: ")) {
        source = line.substring("# source: ".length()).strip();
      } else if (line.strip().equals("scan redact")) {
        request = ScanAction.REDACT;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line(line));
      }
    }
    return new Content(source, request, lines);
  }

  private static String text(String name) {
    String file = "presets/" + name + ".txt";
    try (InputStream in = ServicePresets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    StringTokenizer words = new StringTokenizer(text, " ");
    boolean write = words.nextToken().equals("write");
    String host = words.nextToken();
    Set<String> methods = new LinkedHashSet<>(List.of(words.nextToken().split(",", -1)));
    List<String> paths = List.of(words.nextToken().split(",", -1));
    String place = words.nextToken();
    int colon = place.indexOf(':');
    String kind = colon < 0 ? place : place.substring(0, colon);
    String field = place.substring(colon + 1);
    return switch (kind) {
      case "-" -> new Line(write, host, methods, paths, Optional.empty(), "");
      case "basic" ->
          new Line(write, host, methods, paths, Optional.of(new Slot.BasicPassword()), "{}");
      case "bearer" ->
          new Line(
              write,
              host,
              methods,
              paths,
              Optional.of(new Slot.Header("Authorization")),
              "Bearer {}");
      case "header" ->
          new Line(write, host, methods, paths, Optional.of(new Slot.Header(field)), "{}");
      default -> throw new IllegalStateException("no place for a secret: " + place);
    };
  }

  /**
   * The routes of a preset.
   *
   * @param permitted the names of variables whose values may go to a host
   * @param placeholderOf the placeholder of a secret
   */
  static List<Route> routes(
      PresetSpec preset,
      java.util.function.Function<String, Set<String>> permitted,
      java.util.function.Function<String, String> placeholderOf) {
    Content content = read(preset.name());
    List<Route> routes = new ArrayList<>();
    for (Line line : content.lines()) {
      if (line.write() && !preset.write()) {
        continue;
      }
      List<Binding> bindings = new ArrayList<>();
      if (preset.secret().isPresent() && line.slot().isPresent()) {
        String secret = preset.secret().get().name();
        bindings.add(
            new Binding(secret, line.slot().get(), line.format(), placeholderOf.apply(secret)));
      }
      routes.add(
          new Route(
              line.host(),
              Set.of(443),
              line.methods(),
              line.paths(),
              TlsMode.INTERCEPT,
              bindings,
              scan(content, permitted.apply(line.host())),
              false,
              false,
              Optional.empty(),
              Optional.empty(),
              origin(preset)));
    }
    return routes;
  }

  /** What a model answers is meant to be read as words to the agent. */
  private static ScanSettings scan(Content content, Set<String> permitted) {
    ScanSettings scan = new ScanSettings(content.request(), true, permitted);
    return content.request() == ScanAction.REDACT ? scan.ofModel() : scan;
  }

  /** The hosts that get the secret of a preset. */
  public static List<String> boundHosts(PresetSpec preset) {
    Set<String> hosts = new LinkedHashSet<>();
    for (Line line : read(preset.name()).lines()) {
      if (line.slot().isPresent() && (preset.write() || !line.write())) {
        hosts.add(line.host());
      }
    }
    return List.copyOf(hosts);
  }

  /** Where a preset's route comes from. */
  public static Origin origin(PresetSpec preset) {
    return new Origin(
        "preset " + preset.name() + " at " + preset.origin().source(),
        preset.origin().line(),
        preset.origin().column());
  }
}
