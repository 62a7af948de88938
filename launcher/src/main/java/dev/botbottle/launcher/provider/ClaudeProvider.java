package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.ScanAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.io.JsonStringEncoder;

/** Claude Code. The real credential never enters the bottle: the gateway puts it in. */
public record ClaudeProvider() implements Provider {
  private static final String HOST = "api.anthropic.com";
  private static final String SECRET = "claude";

  @Override
  public String name() {
    return "claude";
  }

  @Override
  public boolean usesWorkspace() {
    return true;
  }

  /** A user's own memory file (Claude Code's documentation, "Manage Claude's memory"). */
  @Override
  public Optional<String> instructionsFile() {
    return Optional.of(".claude/CLAUDE.md");
  }

  @Override
  public List<Route> routes(Request request) {
    ClaudeSecret secret = ClaudeSecret.find(request.host()).orElse(ClaudeSecret.UNKNOWN);
    return List.of(route(secret, request.placeholders().placeholder(SECRET, secret.shape())));
  }

  private static Route route(ClaudeSecret secret, String placeholder) {
    return new Route(
        HOST,
        Set.of(443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(
            new Binding(SECRET, new Slot.Header(secret.header()), secret.format(), placeholder)),
        // An agent sends its whole history with every request: one secret it read from a file
        // would end the session if it were denied.
        new ScanSettings(ScanAction.REDACT, true, Set.of()).ofModel(),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Origin.builtIn("provider claude"));
  }

  @Override
  public Needs needs(Request request) {
    ClaudeSecret secret =
        ClaudeSecret.find(request.host())
            .orElseThrow(() ->
                new BottleException(
                    ExitCode.NO_SECRET,
                    "could not start claude: there is no token for it",
                    "run 'bottle login claude', or set CLAUDE_BOTTLE_OAUTH_TOKEN (from 'claude"
                        + " setup-token') or ANTHROPIC_API_KEY"));
    ClaudeProgram program =
        ClaudeProgram.find(request.host())
            .orElseThrow(() ->
                new BottleException(
                    ExitCode.NO_AGENT_PROGRAM,
                    "could not start claude: Claude Code is not on this machine",
                    "bottle start claude (without --dry-run) fetches it with npm, or install"
                        + " it yourself"));
    String placeholder = request.placeholders().placeholder(SECRET, secret.shape());
    ClaudeImports imports = ClaudeImports.of(request);
    List<HomeFile> files = new ArrayList<>();
    files.add(
        new HomeFile(
            ".claude.json",
            onboardingAnswered(request.workspace(), placeholder, imports.servers())));
    files.add(new HomeFile(".claude/settings.json", imports.settings().json()));
    files.addAll(imports.files());
    return new Needs(
        command(program, request),
        List.of(
            PlannedVariable.plain(secret.variable(), placeholder),
            // With these it asks for the model's host alone: telemetry, updates and the plug-in
            // marketplace, which it would fetch at a first start, are elsewhere.
            PlannedVariable.plain("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
            PlannedVariable.plain("CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL", "1"),
            PlannedVariable.plain("DISABLE_AUTOUPDATER", "1"),
            PlannedVariable.plain("IS_SANDBOX", "1")),
        files,
        program.mounts(),
        List.of(route(secret, placeholder)),
        List.of(new PlannedSecret(SECRET, secret.origin(), List.of(HOST))),
        imports.instructions(),
        imports.told(),
        notes(secret, imports));
  }

  private static List<String> notes(ClaudeSecret secret, ClaudeImports imports) {
    List<String> notes = new ArrayList<>();
    if (secret.origin() instanceof SecretOrigin.JsonField login
        && ClaudeLogin.expiry(login.path()).filter(Instant.now()::isAfter).isPresent()) {
      notes.add(
          "Claude Code's login on this host has expired: run claude outside to renew it (the"
              + " session takes the new one up), or 'bottle login claude'");
    }
    notes.addAll(imports.notes());
    return notes;
  }

  private static List<String> command(ClaudeProgram program, Request request) {
    List<String> command = new ArrayList<>(program.command());
    command.add("--dangerously-skip-permissions");
    request
        .systemPrompt()
        .ifPresent(text -> command.addAll(List.of("--append-system-prompt", text)));
    request.model().ifPresent(model -> command.addAll(List.of("--model", model)));
    command.addAll(request.arguments());
    request.prompt().ifPresent(text -> command.addAll(List.of("-p", text)));
    return command;
  }

  /**
   * The program's own state file as it is after its first-run questions (theme, account, trust in
   * the folder, the mode without permissions), found by comparing a home before and after.
   */
  private static String onboardingAnswered(String workspace, String placeholder, String servers) {
    String tail = placeholder.substring(Math.max(0, placeholder.length() - 20));
    return """
    {
      "numStartups": 1,
      "theme": "dark",
      "hasCompletedOnboarding": true,
      "bypassPermissionsModeAccepted": true,
      "autoUpdates": false,
      "customApiKeyResponses": {"approved": ["%s"], "rejected": []},
      "mcpServers": %s,
      "projects": {
        "%s": {"hasTrustDialogAccepted": true, "hasCompletedProjectOnboarding": true}
      }
    }
    """
        .formatted(json(tail), servers, json(workspace));
  }

  private static String json(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
  }
}
