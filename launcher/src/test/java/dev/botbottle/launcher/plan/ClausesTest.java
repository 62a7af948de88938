package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClausesTest {
  private static final Pattern GAP = Pattern.compile("new Gap\\(\\s*\"([a-z.-]+)\"");

  @Test
  void aManifestMayRequireEveryGapThatThereIs() throws IOException, ManifestException {
    Set<String> clauses = new TreeSet<>();
    for (Path folder :
        new Path[] {Path.of("src/main/java"), Path.of("../backends/src/main/java")}) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher matcher = GAP.matcher(Files.readString(file));
          while (matcher.find()) {
            clauses.add(matcher.group(1));
          }
        }
      }
    }
    assertThat(clauses).hasSizeGreaterThan(8);
    String manifest =
        "{\"bottles\":{\"b\":{\"require\":[\"" + String.join("\",\"", clauses) + "\"]}}}";
    assertThat(
            ManifestReader.read("m", manifest.getBytes(StandardCharsets.UTF_8))
                .bottle("b")
                .orElseThrow()
                .require())
        .hasSameSizeAs(clauses);
  }
}
