package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.SkillNeeds;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The skills of an agent: folders of the user's shown read-only at their own place, and those of an
 * approved project as read-only copies of what was approved.
 *
 * @param mounts the user's
 * @param copies the project's
 * @param notes what a skill says it needs and the bottle does not grant
 */
record Skills(List<Mount> mounts, List<HomeFile> copies, List<String> notes) {
  private static final String FOLDER = ".claude/skills";
  private static final String HEAD = "SKILL.md";
  private static final long LARGEST_HEAD = 1 << 20;

  Skills {
    mounts = List.copyOf(mounts);
    copies = List.copyOf(copies);
    notes = List.copyOf(notes);
  }

  /**
   * Those an agent names.
   *
   * @param routes what its bottle lets through
   * @param secrets the names of what its bottle injects and sees
   */
  static Skills of(
      AgentSpec agent, Manifests manifests, Host host, List<Route> routes, List<String> secrets) {
    List<Mount> mounts = new ArrayList<>();
    List<HomeFile> copies = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String skill : agent.skills()) {
      SortedMap<String, byte[]> files = manifests.projectSkill(agent, skill);
      SkillNeeds needs;
      if (files.isEmpty()) {
        Path folder = folder(skill, agent, host);
        mounts.add(Mount.readOnly(folder));
        needs = needs(folder);
      } else {
        files.forEach((path, content) -> copies.add(copy(skill, path, content)));
        needs = SkillNeeds.read(files.getOrDefault(HEAD, new byte[0]));
      }
      missing(skill, needs, routes, secrets, notes);
    }
    return new Skills(mounts, copies, notes);
  }

  private static Path folder(String skill, AgentSpec agent, Host host) {
    Path folder = host.home().resolve(FOLDER).resolve(skill);
    if (!Files.isDirectory(folder)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not find the skill " + skill + ": there is no " + folder,
          "make it, or take it out of \"skills\" of " + agent.name() + " (" + agent.origin() + ")");
    }
    return folder;
  }

  private static SkillNeeds needs(Path folder) {
    Path head = folder.resolve(HEAD);
    try {
      return Files.isRegularFile(head) && Files.size(head) <= LARGEST_HEAD
          ? SkillNeeds.read(Files.readAllBytes(head))
          : SkillNeeds.NONE;
    } catch (IOException e) {
      return SkillNeeds.NONE; // the agent will see that it cannot be read
    }
  }

  private static HomeFile copy(String skill, String path, byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return new HomeFile(FOLDER + "/" + skill + "/" + path, text, true);
    } catch (CharacterCodingException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the project's skill " + skill + ": " + Shown.line(path) + " is no text",
          "a project's skill consists of texts; take it out of \"skills\"",
          e);
    }
  }

  private static void missing(
      String skill,
      SkillNeeds needs,
      List<Route> routes,
      List<String> secrets,
      List<String> notes) {
    for (String host : needs.hosts()) {
      boolean granted = false;
      for (Route route : routes) {
        granted |=
            route.host().equals(host)
                || (route.host().startsWith("*.") && host.endsWith(route.host().substring(1)));
      }
      if (!granted) {
        notes.add("the skill " + skill + " asks for " + host + ", which the bottle does not grant");
      }
    }
    for (String secret : needs.secrets()) {
      if (!secrets.contains(secret)) {
        notes.add(
            "the skill " + skill + " asks for the secret " + secret + ", which the bottle has not");
      }
    }
  }
}
