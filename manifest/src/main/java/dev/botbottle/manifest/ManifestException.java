package dev.botbottle.manifest;

import java.util.List;

/** A manifest cannot be used; holds every problem of the file, in the order of the lines. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ManifestException(List<Problem> problems) {
    super(render(problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** All problems as text, each with its line and how to put it right. */
  public String render() {
    return render(problems);
  }

  private static String render(List<Problem> problems) {
    StringBuilder out = new StringBuilder();
    for (Problem problem : problems) {
      out.append(problem.render());
    }
    return out.toString();
  }
}
