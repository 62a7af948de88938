package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.Shown;
import dev.botbottle.policy.HostName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A minimal manifest for a project, with a reason behind each line. Finds out what the project is
 * by the names of its files and the remotes in its git configuration, runs nothing of it, and
 * follows no links.
 */
public final class Proposal {
  /** A file that tells a package client, the client's preset, and the language it stands for. */
  private record Sign(String file, String preset, String language) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign("package.json", "npm", "JavaScript"),
          new Sign("pom.xml", "maven", "Java"),
          new Sign("build.gradle", "maven", "Java"),
          new Sign("build.gradle.kts", "maven", "Kotlin"),
          new Sign("pyproject.toml", "pip", "Python"),
          new Sign("requirements.txt", "pip", "Python"),
          new Sign("setup.py", "pip", "Python"),
          new Sign("Cargo.toml", "cargo", "Rust"),
          new Sign("go.mod", "go", "Go"));

  private static final List<String> CI =
      List.of(
          ".github/workflows",
          ".gitlab-ci.yml",
          ".woodpecker.yml",
          ".forgejo/workflows",
          "Jenkinsfile",
          ".circleci");

  private Proposal() {}

  /** The manifest for a directory without links on its path. */
  public static String of(Path directory) {
    List<String> languages = new ArrayList<>();
    List<String> allow = new ArrayList<>();
    Set<String> presets = new LinkedHashSet<>();
    for (Sign sign : SIGNS) {
      if (isThere(directory, sign.file())) {
        if (!languages.contains(sign.language())) {
          languages.add(sign.language());
        }
        if (presets.add(sign.preset())) {
          allow.add(
              "{ \"preset\": \""
                  + sign.preset()
                  + "\" }, // "
                  + sign.file()
                  + ": packages, from where your own "
                  + sign.preset()
                  + " takes them");
        }
      }
    }
    for (String host : remotes(directory)) {
      Optional<String> preset = preset(host);
      allow.add(
          preset.isPresent()
              ? "{ \"preset\": \"" + preset.get() + "\" }, // a git remote: fetching, not pushing"
              : "{ \"host\": \""
                  + host
                  + "\", \"methods\": [\"GET\", \"POST\"], \"paths\": [\"/**/info/refs\","
                  + " \"/**/git-upload-pack\"] }, // a git remote: fetching, not pushing");
    }
    return text(languages, allow, directory);
  }

  private static String text(List<String> languages, List<String> allow, Path directory) {
    StringBuilder out = new StringBuilder();
    out.append("// Which bottles there are in this project and which agents run in them.\n");
    out.append(
        languages.isEmpty()
            ? "// Found no package client.\n"
            : "// Found: " + String.join(", ", languages) + ".\n");
    for (String ci : CI) {
      if (isThere(directory, ci)) {
        out.append("// CI (").append(ci).append("): approve it there with");
        out.append(" 'bottle trust --accept sha256:…'.\n");
        break;
      }
    }
    out.append("{\n  \"bottles\": {\n    \"work\": {\n      \"egress\": {\n");
    out.append("        // Everything else is denied; a denial names the line to add.\n");
    out.append("        \"allowlist\": [");
    for (String line : allow) {
      out.append("\n          ").append(Shown.line(line));
    }
    out.append(allow.isEmpty() ? "],\n" : "\n        ],\n");
    out.append("      },\n    },\n  },\n  \"agents\": {\n");
    out.append("    \"work\": { \"provider\": \"claude\", \"bottle\": \"work\" },\n");
    out.append("    // The same bottle by hand: bottle start work-shell\n");
    out.append("    \"work-shell\": { \"provider\": \"shell\", \"bottle\": \"work\" },\n");
    return out.append("  },\n}\n").toString();
  }

  private static boolean isThere(Path directory, String name) {
    return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static Optional<String> preset(String host) {
    return switch (host) {
      case "github.com" -> Optional.of("github");
      case "gitlab.com" -> Optional.of("gitlab");
      case "bitbucket.org" -> Optional.of("bitbucket");
      case "codeberg.org" -> Optional.of("codeberg");
      default -> Optional.empty();
    };
  }

  /** The hosts of the {@code url} lines of the git configuration, read as the text it is. */
  private static Set<String> remotes(Path directory) {
    Set<String> hosts = new LinkedHashSet<>();
    if (!Files.isDirectory(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      return hosts;
    }
    String text =
        new ProjectFiles(directory)
            .find(".git/config")
            .map(content -> new String(content, StandardCharsets.UTF_8))
            .orElse("");
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s*=\\s*", 2);
      if (words.length == 2 && words[0].equals("url")) {
        host(words[1]).ifPresent(hosts::add);
      }
    }
    return hosts;
  }

  /** Of {@code https://host/…}, {@code ssh://git@host:22/…} and {@code git@host:path}. */
  private static Optional<String> host(String url) {
    int scheme = url.indexOf("://");
    String rest = scheme < 0 ? url : url.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = authority.indexOf(':');
    if ((scheme < 0 && colon < 0) || url.contains("::")) {
      return Optional.empty(); // a path, or a program that git would start (gitremote-helpers(7))
    }
    return HostName.normalise(colon < 0 ? authority : authority.substring(0, colon));
  }
}
