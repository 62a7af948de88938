package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.List;

/** The examples and near-misses of the detector files, put together again. */
record Examples(String detector, List<String> words, List<String> hits, List<String> misses) {
  static List<Examples> all() {
    List<Examples> all = new ArrayList<>();
    for (String file : DetectorFile.FILES) {
      for (String line : DetectorFile.text(file).lines().toList()) {
        String text = line.strip().replace("<>", "");
        if (line.startsWith("  hit ")) {
          all.getLast().hits().add(text.substring(4));
        } else if (line.startsWith("  miss ")) {
          all.getLast().misses().add(text.substring(5));
        } else if (line.startsWith("  ")) {
          all.getLast().words().add(line.strip());
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          all.add(new Examples(line, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }
      }
    }
    return all;
  }
}
