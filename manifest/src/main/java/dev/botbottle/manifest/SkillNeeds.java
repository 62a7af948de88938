package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * What a skill says it needs, at the head of its {@code SKILL.md}: hosts and names of secrets. It
 * is only said: a bottle grants, a skill never does.
 *
 * @param hosts the hosts
 * @param secrets the names of secrets
 */
public record SkillNeeds(List<String> hosts, List<String> secrets) {
  /** Nothing. */
  public static final SkillNeeds NONE = new SkillNeeds(List.of(), List.of());

  public SkillNeeds {
    hosts = List.copyOf(hosts);
    secrets = List.copyOf(secrets);
  }

  /** What a {@code SKILL.md} says; nothing when its head cannot be read, which is no fault here. */
  public static SkillNeeds read(byte[] content) {
    try {
      String text = ManifestReader.text("SKILL.md", content);
      Problems problems = new Problems("SKILL.md", text, Scope.USER);
      Node.Obj head = FrontMatter.read(text, problems).head();
      List<String> hosts = new ArrayList<>();
      for (Node.Text host : texts(head, "hosts")) {
        HostNames.parse(host, true, problems).ifPresent(hosts::add);
      }
      List<String> secrets = new ArrayList<>();
      for (Node.Text secret : texts(head, "secrets")) {
        if (Names.valid(secret.value())) {
          secrets.add(secret.value());
        }
      }
      return new SkillNeeds(hosts, secrets);
    } catch (ManifestException e) {
      return NONE;
    }
  }

  private static List<Node.Text> texts(Node.Obj head, String key) {
    List<Node.Text> texts = new ArrayList<>();
    for (Node.Field field : head.fields()) {
      if (field.key().equals(key) && field.value() instanceof Node.Arr list) {
        for (Node item : list.items()) {
          if (item instanceof Node.Text text) {
            texts.add(text);
          }
        }
      } else if (field.key().equals(key) && field.value() instanceof Node.Text text) {
        StringTokenizer words = new StringTokenizer(text.value(), ", ");
        while (words.hasMoreTokens()) {
          texts.add(new Node.Text(text.at(), words.nextToken()));
        }
      }
    }
    return texts;
  }
}
