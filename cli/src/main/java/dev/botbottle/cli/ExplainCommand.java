package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.AgentChoices;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.Imports;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Request;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Verdict;
import dev.botbottle.posix.KernelRandom;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code bottle explain}: what the gateway would do with a request, by its own code, and why. */
final class ExplainCommand implements Command {
  @Override
  public String name() {
    return "explain";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage().description("Tells what the gateway would do with a request, and why.");
    spec.addOption(
        OptionSpec.builder("--method")
            .type(String.class)
            .paramLabel("METHOD")
            .description("GET unless given.")
            .build());
    spec.addOption(
        OptionSpec.builder("--agent")
            .type(String.class)
            .paramLabel("AGENT")
            .description("Whose bottle; claude unless given.")
            .build());
    spec.addOption(Invocation.format());
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("URL")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("An http or https address.")
            .build());
  }

  @Override
  public int run(Invocation invocation) {
    Decision decision =
        decide(
            policy(invocation),
            address(invocation.positional(0).orElse("")),
            invocation.value("--method").orElse("GET").toUpperCase(Locale.ROOT));
    if (invocation.json()) {
      System.out.println(json(decision));
    } else {
      System.out.println(word(decision) + " by " + decision.rule() + ": " + decision.reason());
      decision.origin().ifPresent(origin -> System.out.println("  written at " + origin));
      if (decision.rule().equals("default-deny")) {
        System.out.println(
            "  to allow it, name the host in \"allowlist\" of the bottle's \"egress\"");
      }
    }
    return 0;
  }

  private static Policy policy(Invocation invocation) {
    SessionPlaceholders placeholders = new SessionPlaceholders(new KernelRandom());
    StartOptions options = StartOptions.of(invocation.value("--agent").orElse("claude"));
    Host host = invocation.host();
    AgentChoice choice = new AgentChoices(host, Manifests.read(host), placeholders).choose(options);
    List<Route> routes =
        new ArrayList<>(
            choice
                .provider()
                .routes(
                    new Provider.Request(
                        invocation.host(),
                        "explain",
                        "/",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Imports.NONE,
                        List.of(),
                        Provider.Granted.NOTHING,
                        placeholders)));
    routes.addAll(choice.routes());
    return new Policy(routes, choice.denials());
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text.contains("://") ? text : "https://" + text);
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // told below, like every other text that is no address
    }
    throw new BottleException(
        ExitCode.USAGE,
        "could not explain " + text + ": it is no http or https address",
        "bottle explain https://api.example.com/path --method POST");
  }

  private static Decision decide(Policy policy, URI address, String method) {
    int port =
        address.getPort() > 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
    PolicyEngine engine = PolicyEngine.of(policy);
    Decision host = engine.host(address.getHost(), port);
    if (host.verdict() != Verdict.ALLOW) {
      return host;
    }
    return engine.request(
        new Request(
            address.getScheme(),
            address.getHost(),
            port,
            method,
            address.getRawPath() == null || address.getRawPath().isEmpty()
                ? "/"
                : address.getRawPath(),
            address.getRawQuery() == null ? "" : address.getRawQuery(),
            List.of(),
            address.getRawUserInfo() != null));
  }

  private static String word(Decision decision) {
    return decision.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static String json(Decision decision) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("verdict", word(decision));
      json.writeStringProperty("rule", decision.rule());
      json.writeStringProperty("reason", decision.reason());
      json.writeStringProperty("at", decision.origin().map(Object::toString).orElse(null));
      json.writeEndObject();
    }
    return text.toString();
  }
}
