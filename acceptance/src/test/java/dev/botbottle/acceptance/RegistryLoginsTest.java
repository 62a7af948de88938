package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.testkit.lab.GuardedFilesHandler;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Request;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real clients at registries that demand a login, which is the host's and never inside. */
class RegistryLoginsTest {
  private static final String HOST = "packages.example.com";

  /** Of the registry. */
  private final String password = "pw-" + Secrets.deployToken();

  @TempDir Path folder;

  @BeforeEach
  void show() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void mavenFindsAParentWithTheLoginOfItsSettings() throws IOException {
    serve(
        "maven/one/com/acme/parent/1/parent-1.pom",
        "<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId>"
            + "<artifactId>parent</artifactId><version>1</version><packaging>pom</packaging>"
            + "</project>");
    try (Scene scene = scene(basic())) {
      scene.manifest(preset("maven"));
      scene.write(
          scene.home().resolve(".m2/settings.xml"),
          "<settings><servers><server><id>corp</id><username>ann</username><password>"
              + password
              + "</password></server></servers><mirrors><mirror><id>corp</id>"
              + "<mirrorOf>*</mirrorOf><url>https://"
              + HOST
              + "/maven/one</url></mirror></mirrors></settings>");
      scene.write(
          scene.project().resolve("pom.xml"),
          "<project><modelVersion>4.0.0</modelVersion><parent><groupId>com.acme</groupId>"
              + "<artifactId>parent</artifactId><version>1</version></parent>"
              + "<artifactId>child</artifactId><packaging>pom</packaging></project>");
      works(scene, Map.of(), "mvn -B -q validate", "", "maven login for " + HOST + "/maven/one/");
      asked(scene, "/maven/one/com/acme/parent/1/parent-1.pom", basic());
    }
  }

  @Test
  void pipInstallsWithTheLoginInTheAddressOfItsIndex() throws IOException {
    String wheel = "demo-1.0-py3-none-any.whl";
    serve(
        "pypi/one/simple/demo/index.html",
        "<!DOCTYPE html><html><body><a href=\"../../files/" + wheel + "\">" + wheel + "</a>");
    zip(
        "pypi/one/files/" + wheel,
        Map.of(
            "demo.py",
            "print('the wheel')\n",
            "demo-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
            "demo-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "demo-1.0.dist-info/RECORD",
            "demo.py,,\ndemo-1.0.dist-info/METADATA,,\ndemo-1.0.dist-info/WHEEL,,\n"));
    try (Scene scene = scene(basic())) {
      scene.manifest(preset("pip"));
      scene.write(
          scene.home().resolve(".config/pip/pip.conf"),
          "[global]\nindex-url = https://ann:" + password + "@" + HOST + "/pypi/one/simple\n");
      works(
          scene,
          Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
          "/usr/bin/python3 -m pip install -q --target out demo && /usr/bin/python3 out/demo.py",
          "the wheel\n",
          "pip login for " + HOST + "/pypi/one/simple/");
      asked(scene, "/pypi/one/files/" + wheel, basic());
    }
  }

  @Test
  void goDownloadsAModuleWithTheLoginOfNetrc() throws IOException {
    Path go = go();
    String at = "go/one/acme.example/demo/@v/";
    serve(at + "v1.0.0.info", "{\"Version\":\"v1.0.0\",\"Time\":\"2026-01-01T00:00:00Z\"}");
    serve(at + "v1.0.0.mod", "module acme.example/demo\n");
    zip(
        at + "v1.0.0.zip",
        Map.of(
            "acme.example/demo@v1.0.0/go.mod",
            "module acme.example/demo\n",
            "acme.example/demo@v1.0.0/demo.go",
            "package demo\n"));
    try (Scene scene = scene(basic())) {
      scene.manifest(preset("go"));
      scene.write(
          scene.home().resolve(".netrc"),
          "machine " + HOST + " login ann password " + password + "\n");
      scene.write(scene.project().resolve("go.mod"), "module x\n\ngo 1.20\n");
      works(
          scene,
          Map.of(
              "PATH",
              go + ":" + scene.environment().get("PATH"),
              "GOPROXY",
              "https://" + HOST + "/go/one",
              "GOSUMDB",
              "off"),
          "GOTOOLCHAIN=local go mod download acme.example/demo@v1.0.0"
              + " && cat ~/go/pkg/mod/acme.example/demo@v1.0.0/demo.go",
          "package demo\n",
          "go login for " + HOST + "/go/one/");
      asked(scene, "/go/one/acme.example/demo/@v/v1.0.0.zip", basic());
    }
  }

  @Test
  void cargoFetchesACrateWithItsRegistrysToken() throws Exception {
    Path toolchain = toolchain();
    Path crate = folder.resolve("crate/demo-1.0.0");
    Files.createDirectories(crate.resolve("src"));
    Files.writeString(
        crate.resolve("Cargo.toml"), "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n");
    Files.writeString(crate.resolve("src/lib.rs"), "// the crate\n");
    Path packed = folder.resolve("cargo/one/crates/demo/1.0.0/download");
    Files.createDirectories(packed.getParent());
    run("tar", "-czf", packed.toString(), "-C", folder.resolve("crate").toString(), "demo-1.0.0");
    String base = "https://" + HOST + "/cargo/one";
    serve(
        "cargo/one/index/config.json",
        "{\"dl\":\"" + base + "/crates\",\"api\":\"" + base + "\",\"auth-required\":true}");
    serve(
        "cargo/one/index/de/mo/demo",
        "{\"name\":\"demo\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\""
            + sha256(packed)
            + "\",\"features\":{},\"yanked\":false}\n");
    try (Scene scene = scene(password)) {
      scene.manifest(preset("cargo"));
      Path home = scene.home();
      scene.write(home.resolve(".rustup/toolchains/t/mounted"), "");
      scene.lab().mount(toolchain, home.resolve(".rustup/toolchains/t"));
      scene.write(home.resolve(".cargo/bin/kept"), "");
      for (String program : List.of("cargo", "rustc")) {
        Files.createSymbolicLink(
            home.resolve(".cargo/bin").resolve(program),
            Path.of("../../.rustup/toolchains/t/bin").resolve(program));
      }
      scene.write(
          home.resolve(".cargo/config.toml"),
          "[registries.acme-corp]\nindex = \"sparse+" + base + "/index/\"\n");
      scene.write(
          home.resolve(".cargo/credentials.toml"),
          "[registries.acme-corp]\ntoken = \"" + password + "\"\n");
      scene.write(
          scene.project().resolve("Cargo.toml"),
          """
          [package]
          name = "x"
          version = "1.0.0"
          [dependencies]
          demo = { version = "1", registry = "acme-corp" }
          """);
      scene.write(scene.project().resolve("src/lib.rs"), "");
      works(
          scene,
          Map.of("PATH", home.resolve(".cargo/bin") + ":" + scene.environment().get("PATH")),
          "cargo fetch -q && cat ~/.cargo/registry/src/*/demo-1.0.0/src/lib.rs",
          "// the crate\n",
          "cargo login for " + HOST + "/cargo/one/index/");
      asked(scene, "/cargo/one/crates/demo/1.0.0/download", password);
      asked(scene, "/cargo/one/index/config.json", password);
    }
  }

  /** Runs a client in a bottle; it must succeed, and the login must be nowhere inside. */
  private void works(
      Scene scene, Map<String, String> more, String command, String said, String login)
      throws IOException {
    String all =
        command
            + " && echo WORKED; env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline"
            + " ~/.[a-z]*/*.* ~/.netrc 2>/dev/null; echo END";
    try (LabProcess process = scene.bottle(more, "start", "shell", "--yes", "--", "-c", all)) {
      process.in().close();
      LabProcess.Result result = process.await(Duration.ofMinutes(1));
      String encoded = Base64.getEncoder().encodeToString(bytes("ann:" + password));
      assertThat(result.out().replace("\u001b[0m", "")) // of Maven, whatever it is told
          .as(result.err())
          .startsWith(said + "WORKED\n")
          .endsWith("END\n")
          .doesNotContain(password, encoded);
      assertThat(result.err().replaceAll("\\s+", " ")).contains(login).doesNotContain(password);
    }
  }

  /** A request reached the registry, and each that did had the login. */
  private static void asked(Scene scene, String path, String authorization) {
    List<Request> requests = scene.lab().requests(HOST);
    assertThat(requests).extracting(Request::path).contains(path);
    assertThat(requests)
        .allSatisfy(request -> assertThat(request.header("Authorization")).contains(authorization));
  }

  private Scene scene(String authorization) {
    Runner runner = Runner.first();
    runner.assume();
    String argument = authorization + "|" + folder;
    return Scene.open(
        runner,
        new Site(HOST, List.of(), GuardedFilesHandler.class, argument, Site.Certificate.VALID));
  }

  private static String preset(String name) {
    return "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": [ { \"preset\": \""
        + name
        + "\" } ] } } } }";
  }

  private String basic() {
    return "Basic " + Base64.getEncoder().encodeToString(bytes("ann:" + password));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void serve(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void zip(String path, Map<String, String> entries) throws IOException {
    serve(path, "");
    try (OutputStream out = Files.newOutputStream(folder.resolve(path));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(bytes(entry.getValue()));
      }
    }
  }

  private static String sha256(Path file) throws IOException, GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  /** The folder of the Go that users of this machine share: one from go.dev, or Debian's. */
  private static Path go() {
    for (String folder : List.of("/usr/local/go/bin", "/usr/bin")) {
      if (Files.isExecutable(Path.of(folder, "go"))) {
        return Path.of(folder);
      }
    }
    return abort("there is no Go in /usr/local/go/bin nor in /usr/bin");
  }

  /** The Rust toolchain in use here. */
  private static Path toolchain() throws IOException, InterruptedException {
    boolean there = false;
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      there |= Files.isExecutable(Path.of(place, "rustc"));
    }
    assumeTrue(there, "there is no Rust here");
    return Path.of(run("rustc", "--print", "sysroot").strip());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
