package dev.botbottle.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.IDN;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rooms of the product and the doors between them (docs/architecture.md). */
class ArchitectureTest {
  /** Module → the modules it may use. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "scan", List.of(),
          "policy", List.of("scan"),
          "authority", List.of("policy", "scan"),
          "otlp", List.of("scan"),
          "posix", List.of(),
          "gateway", List.of("authority", "policy", "scan", "posix"),
          "manifest", List.of("policy", "scan"),
          "launcher", List.of("manifest", "policy", "scan", "posix"),
          "backends", List.of("authority", "launcher", "manifest", "policy", "scan", "posix"),
          "cli", List.of("backends", "launcher", "manifest", "otlp", "policy", "scan", "posix"));

  private static JavaClasses classes = new ClassFileImporter().importClasses();

  @BeforeAll
  static void read() {
    List<Path> folders = new ArrayList<>();
    for (String module : ARROWS.keySet()) {
      Path folder = Path.of("..", module, "target", "classes");
      assertThat(Files.isDirectory(folder)).as("the classes of %s", module).isTrue();
      folders.add(folder);
    }
    classes = new ClassFileImporter().importPaths(folders);
  }

  @TestFactory
  Stream<DynamicTest> aModuleUsesOnlyTheModulesItMay() {
    return ARROWS.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  List<String> others = new ArrayList<>(ARROWS.keySet());
                  others.remove(entry.getKey());
                  others.removeAll(entry.getValue());
                  noClasses()
                      .that()
                      .resideInAPackage("dev.botbottle." + entry.getKey() + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(
                          others.stream()
                              .map(other -> "dev.botbottle." + other + "..")
                              .toArray(String[]::new))
                      .check(classes);
                }));
  }

  @Test
  void pureModulesOpenNoSocketFileOrProcess() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.botbottle.scan..", "dev.botbottle.policy..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "javax.net..",
                    "java.lang.foreign..")
                .and(not(belongToAnyOf(IDN.class, URLEncoder.class, URLDecoder.class))))
        .orShould()
        .dependOnClassesThat(
            belongToAnyOf(
                Process.class,
                ProcessBuilder.class,
                ProcessHandle.class,
                java.io.File.class,
                java.io.FileInputStream.class,
                java.io.FileOutputStream.class,
                java.io.RandomAccessFile.class))
        .check(classes);
  }

  @Test
  void pureModulesReadNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.botbottle.scan..", "dev.botbottle.policy..")
        .should()
        .dependOnClassesThat(belongToAnyOf(Clock.class, Instant.class))
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(classes);
  }

  @Test
  void onlyPosixCallsNativeFunctions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.botbottle.posix..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(classes);
  }

  @Test
  void nobodyLogsThroughALoggingFramework() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.botbottle.(**)").should().beFreeOfCycles().check(classes);
  }
}
