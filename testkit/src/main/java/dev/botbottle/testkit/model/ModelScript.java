package dev.botbottle.testkit.model;

import dev.botbottle.testkit.lab.Site;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The turns of a scripted model, one for each time the agent asks it. */
public final class ModelScript {
  /** The name Claude Code knows its model by. */
  public static final String ANTHROPIC = "api.anthropic.com";

  private ModelScript() {}

  /** The model's own host, as a site of a lab. Behind its last turn the model says "done". */
  public static Site anthropic(Turn... turns) {
    return anthropic(List.of(turns));
  }

  /** The same with a list. */
  public static Site anthropic(List<Turn> turns) {
    return new Site(
        ANTHROPIC, List.of(), AnthropicHandler.class, encode(turns), Site.Certificate.VALID);
  }

  static String encode(List<Turn> turns) {
    StringBuilder out = new StringBuilder();
    for (Turn turn : turns) {
      switch (turn) {
        case Turn.Text(String text) -> out.append("text ").append(base64(text));
        case Turn.Bash(String command) -> out.append("bash ").append(base64(command));
        case Turn.Tool(String name, String input) ->
            out.append("tool ").append(base64(name + ' ' + input));
      }
      out.append('\n');
    }
    return out.toString();
  }

  static List<Turn> decode(String encoded) {
    List<Turn> turns = new ArrayList<>();
    for (String line : encoded.lines().toList()) {
      String text =
          new String(Base64.getDecoder().decode(line.substring(5)), StandardCharsets.UTF_8);
      turns.add(
          switch (line.substring(0, 4)) {
            case "bash" -> new Turn.Bash(text);
            case "tool" ->
                new Turn.Tool(
                    text.substring(0, text.indexOf(' ')), text.substring(text.indexOf(' ') + 1));
            default -> new Turn.Text(text);
          });
    }
    return turns;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
