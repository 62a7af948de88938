package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes whole bottles of those that extend others. The ancestors of a bottle are put in a row, each
 * once and before all that extend it, those named first lowest; then one is laid over the other
 * ({@link BottleMerge}). So a common ancestor of two parents (a diamond) never overrides either.
 */
final class Lineage {
  /** How many bottles one may be built on: more are an accident. */
  static final int MOST = 64;

  private final Map<String, BottleDecoder.Draft> drafts;
  private final Problems problems;
  private final Map<String, List<String>> rows = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  private Lineage(Map<String, BottleDecoder.Draft> drafts, Problems problems) {
    this.drafts = drafts;
    this.problems = problems;
  }

  /** The whole bottles, in the order written. */
  static Map<String, BottleSpec> resolve(
      Map<String, BottleDecoder.Draft> drafts, Problems problems) {
    Lineage lineage = new Lineage(drafts, problems);
    Map<String, BottleSpec> whole = new LinkedHashMap<>();
    for (Map.Entry<String, BottleDecoder.Draft> entry : drafts.entrySet()) {
      whole.put(entry.getKey(), lineage.whole(entry.getKey(), entry.getValue()));
    }
    return whole;
  }

  private BottleSpec whole(String name, BottleDecoder.Draft draft) {
    if (draft.parents().isEmpty()) {
      return draft.own();
    }
    BottleSpec whole = null;
    for (String ancestor : row(name, new ArrayList<>())) {
      BottleDecoder.Draft local = drafts.get(ancestor);
      BottleSpec own = local == null ? problems.scope().elsewhere(ancestor) : local.own();
      if (own != null) {
        whole = whole == null ? own : BottleMerge.merge(whole, own);
      }
    }
    return whole == null ? draft.own() : BottleMerge.merge(whole, draft.own());
  }

  /** The names of the ancestors of a bottle, lowest first, itself not among them. */
  private List<String> row(String name, List<String> way) {
    List<String> known = rows.get(name);
    if (known != null) {
      return known;
    }
    List<String> row = new ArrayList<>();
    BottleDecoder.Draft draft = drafts.get(name);
    if (draft == null) {
      return row; // a bottle of another file is whole already
    }
    way.add(name);
    for (Node.Text parent : draft.parents()) {
      if (!admitted(parent, way)) {
        continue;
      }
      for (String ancestor : row(parent.value(), way)) {
        if (!row.contains(ancestor)) {
          row.add(ancestor);
        }
      }
      if (!row.contains(parent.value())) {
        row.add(parent.value());
      }
    }
    way.removeLast();
    rows.put(name, row);
    return row;
  }

  private boolean admitted(Node.Text parent, List<String> way) {
    String name = parent.value();
    if (way.contains(name)) {
      boolean itself = way.getLast().equals(name); // told where it is written
      if (!itself && told.add(String.join("\n", sorted(way)))) {
        List<String> circle = new ArrayList<>(way.subList(way.indexOf(name), way.size()));
        circle.add(name);
        problems.add(
            parent.at(),
            "expected bottles that do not extend each other in a circle, found "
                + Problems.printed(String.join(" → ", circle)),
            "take one \"extends\" out");
      }
      return false;
    }
    if (way.size() >= MOST) {
      if (told.add("")) {
        problems.add(parent.at(), "expected at most " + MOST + " bottles on top of each other", "");
      }
      return false;
    }
    boolean open = drafts.containsKey(name) || problems.scope().open(name, ProjectUse.EXTEND);
    boolean shipped = !open && !problems.scope().project() && isElsewhere(name);
    if (open || shipped) {
      return true;
    }
    if (told.add(name + parent.at())) {
      if (problems.scope().others().containsKey(name)) {
        problems.expected(
            parent,
            "a bottle of this file, or one of yours that is open to projects",
            "add \"projects\": [\"extend\"] to " + name + " in your own manifest");
      } else {
        Set<String> names = new TreeSet<>(drafts.keySet());
        names.addAll(problems.scope().shipped().get().keySet());
        problems.expected(parent, "the name of a bottle of this file", Nearest.hint(name, names));
      }
    }
    return false;
  }

  private boolean isElsewhere(String name) {
    return problems.scope().elsewhere(name) != null;
  }

  private static List<String> sorted(List<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(null);
    return sorted;
  }
}
