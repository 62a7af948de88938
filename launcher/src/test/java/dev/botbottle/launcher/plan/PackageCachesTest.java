package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCachesTest {
  private static final List<String> ALL = List.of("maven", "npm", "pip", "cargo", "go");

  @TempDir private Path root;

  @Test
  void aCacheIsFoundWhereItsClientKeepsItAndLiesThereInside() throws IOException {
    Host host = Hosts.in(root);
    List<String> folders =
        List.of(".m2/repository", ".npm/_cacache", ".cache/pip", ".cargo/registry", "go/pkg/mod");
    for (String folder : folders) {
      Files.createDirectories(host.home().resolve(folder));
    }
    PackageCaches caches = PackageCaches.of(ALL, host);
    assertThat(caches.notes()).isEmpty();
    assertThat(caches.folders()).hasSize(5);
    for (int i = 0; i < folders.size(); i++) {
      Path place = host.home().resolve(folders.get(i));
      assertThat(caches.folders().get(i)).isEqualTo(new CachedFolder(ALL.get(i), place, place));
    }
  }

  @Test
  void aVariableOfTheUsersSaysWhereItIsOutsideOnly() throws IOException {
    Path elsewhere = Files.createDirectories(root.toRealPath().resolve("big/pkg/mod"));
    Host host = Hosts.in(root, "GOPATH", root.toRealPath() + "/big:/none", "CARGO_HOME", "here");
    PackageCaches caches = PackageCaches.of(List.of("go", "cargo"), host);
    assertThat(caches.folders())
        .containsExactly(new CachedFolder("go", elsewhere, host.home().resolve("go/pkg/mod")));
    assertThat(caches.notes())
        .containsExactly(
            "the cache of cargo stays outside: there is no "
                + host.home().resolve(".cargo/registry"));
  }

  @Test
  void whatIsNoCacheAloneStaysOutside() throws IOException {
    Host host = Hosts.in(root, "PIP_CACHE_DIR", root.resolve("home").toString());
    Files.createDirectories(host.home().resolve(".m2"));
    Files.writeString(host.home().resolve(".m2/repository"), "a file");
    Path odd = Files.createDirectories(root.resolve("a,b"));
    Files.createSymbolicLink(host.home().resolve("go"), odd);
    Files.createDirectories(odd.resolve("pkg/mod"));
    PackageCaches caches = PackageCaches.of(List.of("pip", "maven", "go"), host);
    assertThat(caches.folders()).isEmpty();
    assertThat(caches.notes()).hasSize(3);
    assertThat(caches.notes().get(0)).contains("holds more than a cache");
    assertThat(caches.notes().get(1)).contains("is no directory");
    assertThat(caches.notes().get(2)).contains("a character that a layer cannot lie over");
  }
}
