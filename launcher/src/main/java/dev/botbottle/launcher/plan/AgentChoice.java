package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.GitSpec;
import dev.botbottle.manifest.Imports;
import dev.botbottle.manifest.McpSpec;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.TrafficLimits;
import java.util.List;
import java.util.Optional;

/**
 * The agent a user chose and the bottle it runs in, whether built in or from a manifest.
 *
 * @param agent the agent's name
 * @param label what the user calls its sessions
 * @param bottle the bottle's name
 * @param provider the adapter to its program
 * @param systemPrompt what is added to its instructions
 * @param environment what the bottle and the agent set
 * @param routes what the bottle lets through, besides the provider's own
 * @param denials what it never does
 * @param limits how much may pass by all routes together
 * @param secrets what its routes inject
 * @param skills the skills it may use, as directories of the host
 * @param homeFiles what else is put into the private home
 * @param imports what of the user's own configuration of the agent's program comes along
 * @param servers MCP servers the manifest gives it
 * @param caches caches of package clients that it reads
 * @param workspace the directory a bottle fixes, if it does
 * @param model the model it asks for
 * @param git who commits are by, where the bottle says
 * @param resources how much of the machine the bottle may take
 * @param require the clauses that must be enforced
 * @param notes what the user should know
 */
public record AgentChoice(
    String agent,
    Optional<String> label,
    String bottle,
    Provider provider,
    Optional<String> systemPrompt,
    List<PlannedVariable> environment,
    List<Route> routes,
    List<Denial> denials,
    TrafficLimits limits,
    List<PlannedSecret> secrets,
    List<Mount> skills,
    List<HomeFile> homeFiles,
    Imports imports,
    List<McpSpec> servers,
    List<CachedFolder> caches,
    Optional<String> workspace,
    Optional<String> model,
    GitSpec git,
    ResourceSpec resources,
    List<String> require,
    List<String> notes) {
  public AgentChoice {
    homeFiles = List.copyOf(homeFiles);
    servers = List.copyOf(servers);
    caches = List.copyOf(caches);
    require = List.copyOf(require);
    notes = List.copyOf(notes);
    environment = List.copyOf(environment);
    routes = List.copyOf(routes);
    denials = List.copyOf(denials);
    secrets = List.copyOf(secrets);
    skills = List.copyOf(skills);
  }

  /** The same agent, its session called otherwise. */
  public AgentChoice labelled(String other) {
    return copy(Optional.of(other), provider);
  }

  /** The same agent with another adapter. */
  public AgentChoice with(Provider other) {
    return copy(label, other);
  }

  private AgentChoice copy(Optional<String> otherLabel, Provider otherProvider) {
    return new AgentChoice(
        agent,
        otherLabel,
        bottle,
        otherProvider,
        systemPrompt,
        environment,
        routes,
        denials,
        limits,
        secrets,
        skills,
        homeFiles,
        imports,
        servers,
        caches,
        workspace,
        model,
        git,
        resources,
        require,
        notes);
  }
}
