package dev.botbottle.launcher.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a Maven {@code settings.xml} says of repositories (maven.apache.org/settings.html): mirrors,
 * repositories of profiles, and the logins of servers of the same id. Read as text: the format uses
 * neither attributes nor namespaces below its root, and an XML parser would make every start
 * slower.
 */
final class MavenSettings {
  private final String text;

  private MavenSettings(String text) {
    this.text = text;
  }

  static MavenSettings of(String xml) {
    StringBuilder text = new StringBuilder(xml);
    for (int at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--")) {
      int end = text.indexOf("-->", at);
      text.delete(at, end < 0 ? text.length() : end + 3);
    }
    return new MavenSettings(text.toString());
  }

  /** The logins of servers that a mirror or repository of these settings has the id of. */
  List<WrittenLogin> logins() {
    List<WrittenLogin> logins = new ArrayList<>();
    for (String server : elements(text, "server")) {
      String id = child(server, "id");
      for (RegistryAddress place : places(id)) {
        login(logins, server, id, place);
      }
    }
    return logins;
  }

  private static void login(
      List<WrittenLogin> logins, String server, String id, RegistryAddress place) {
    String user = child(server, "username");
    String password = child(server, "password");
    String key = id + " " + place.text();
    if (server.contains("<httpHeaders>")) {
      logins.add(
          WrittenLogin.unusable(key, place, "the server " + id + " is logged in to by headers"));
    } else if (password.isEmpty()) {
      return;
    } else if (isEncrypted(password)) {
      logins.add(
          WrittenLogin.unusable(
              key, place, "the password of the server " + id + " is encrypted by Maven"));
    } else if (user.isEmpty()) {
      logins.add(WrittenLogin.unusable(key, place, "the server " + id + " has no user name"));
    } else {
      logins.add(new WrittenLogin(key, place, WrittenLogin.Form.BASIC, user, password));
    }
  }

  /** As Maven tells: text in braces, which is not a variable (plexus-cipher). */
  private static boolean isEncrypted(String password) {
    int open = password.indexOf('{');
    return open >= 0
        && password.indexOf('}', open) > open
        && (open == 0 || password.charAt(open - 1) != '$');
  }

  private Set<RegistryAddress> places(String id) {
    Set<RegistryAddress> places = new LinkedHashSet<>();
    for (String kind : List.of("mirror", "repository", "pluginRepository")) {
      for (String element : elements(text, kind)) {
        if (child(element, "id").equals(id)) {
          RegistryAddress.parse(child(element, "url")).ifPresent(places::add);
        }
      }
    }
    return places;
  }

  /**
   * The settings a Maven inside needs to ask the same repositories: mirrors, and what the profiles
   * in use add. No server, no proxy, no property: those may hold logins.
   *
   * @return empty when these settings say nothing of repositories
   */
  String withoutLogins() {
    StringBuilder mirrors = new StringBuilder();
    for (String mirror : elements(text, "mirror")) {
      String url = child(mirror, "url");
      if (RegistryAddress.parse(url).isPresent()) {
        mirrors.append("    <mirror>");
        append(mirrors, "id", child(mirror, "id"));
        append(mirrors, "mirrorOf", child(mirror, "mirrorOf"));
        append(mirrors, "url", RegistryAddress.parse(url).get().text());
        mirrors.append("</mirror>\n");
      }
    }
    StringBuilder profiles = new StringBuilder();
    List<String> active = elements(text, "activeProfile");
    for (String profile : elements(text, "profile")) {
      if (active.contains(child(profile, "id"))
          || child(profile, "activeByDefault").equals("true")) {
        repositories(profiles, profile, "repositories", "repository");
        repositories(profiles, profile, "pluginRepositories", "pluginRepository");
      }
    }
    if (mirrors.isEmpty() && profiles.isEmpty()) {
      return "";
    }
    return "<settings>\n  <mirrors>\n"
        + mirrors
        + "  </mirrors>\n"
        + (profiles.isEmpty()
            ? ""
            : "  <profiles><profile><id>bottle</id>\n"
                + profiles
                + "  </profile></profiles>\n"
                + "  <activeProfiles><activeProfile>bottle</activeProfile></activeProfiles>\n")
        + "</settings>\n";
  }

  private static void repositories(StringBuilder out, String profile, String list, String kind) {
    StringBuilder found = new StringBuilder();
    for (String repository : elements(profile, kind)) {
      String url = child(repository, "url");
      if (RegistryAddress.parse(url).isPresent()) {
        found.append("    <").append(kind).append('>');
        append(found, "id", child(repository, "id"));
        append(found, "url", RegistryAddress.parse(url).get().text());
        for (String policy : List.of("releases", "snapshots")) {
          for (String element : elements(repository, policy)) {
            found.append('<').append(policy).append('>');
            append(found, "enabled", child(element, "enabled").equals("false") ? "false" : "true");
            found.append("</").append(policy).append('>');
          }
        }
        found.append("</").append(kind).append(">\n");
      }
    }
    if (!found.isEmpty()) {
      out.append("  <").append(list).append(">\n").append(found);
      out.append("  </").append(list).append(">\n");
    }
  }

  private static void append(StringBuilder out, String name, String value) {
    out.append('<').append(name).append('>');
    out.append(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    out.append("</").append(name).append('>');
  }

  /** The contents of every element of a name. */
  private static List<String> elements(String text, String name) {
    List<String> found = new ArrayList<>();
    String open = "<" + name + ">";
    String close = "</" + name + ">";
    for (int at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) {
      int end = text.indexOf(close, at);
      if (end > 0) {
        found.add(text.substring(at + open.length(), end).strip());
      }
    }
    return found;
  }

  private static String child(String text, String name) {
    List<String> all = elements(text, name);
    return all.isEmpty() ? "" : plain(all.getFirst());
  }

  /** The text of an element whose content is text. */
  private static String plain(String content) {
    if (content.startsWith("<![CDATA[") && content.endsWith("]]>")) {
      return content.substring("<![CDATA[".length(), content.length() - "]]>".length());
    }
    return content
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }
}
