package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Route;
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
 * @param secrets what its routes inject
 * @param skills the skills it may use, as directories of the host
 * @param workspace the directory a bottle fixes, if it does
 * @param require the clauses that must be enforced
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
    List<PlannedSecret> secrets,
    List<Mount> skills,
    Optional<String> workspace,
    List<String> require) {
  public AgentChoice {
    require = List.copyOf(require);
    environment = List.copyOf(environment);
    routes = List.copyOf(routes);
    denials = List.copyOf(denials);
    secrets = List.copyOf(secrets);
    skills = List.copyOf(skills);
  }

  /** The same agent, its session called otherwise. */
  public AgentChoice labelled(String other) {
    return new AgentChoice(
        agent,
        Optional.of(other),
        bottle,
        provider,
        systemPrompt,
        environment,
        routes,
        denials,
        secrets,
        skills,
        workspace,
        require);
  }

  /** The same agent with another adapter. */
  public AgentChoice with(Provider other) {
    return new AgentChoice(
        agent,
        label,
        bottle,
        other,
        systemPrompt,
        environment,
        routes,
        denials,
        secrets,
        skills,
        workspace,
        require);
  }
}
