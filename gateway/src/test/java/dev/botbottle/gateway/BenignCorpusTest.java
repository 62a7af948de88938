package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Recorded requests of developers' programs go out through the gateway with the product's own
 * scanner, and nothing is found in any of them. How they were recorded: docs/compatibility.md.
 */
class BenignCorpusTest {
  private static final Pattern AGENT = Pattern.compile("(?im)(?<=^user-agent: )[a-z]+");

  private final List<Recorded> corpus = Recorded.all("benign.http.gz");
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    for (String host : corpus.stream().map(Recorded::host).distinct().toList()) {
      lab.tls(
          host,
          call -> {
            call.body();
            call.ok("");
          });
      lab.route(lab.to(host));
    }
    lab.start();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void nothingIsFoundInWhatDevelopersProgramsSend() throws Exception {
    Map<String, Lab.Talk> talks = new HashMap<>();
    for (Recorded next : corpus) {
      Lab.Talk talk = talks.get(next.host());
      if (talk == null) {
        talk = lab.tunnel(next.host());
        talks.put(next.host(), talk);
      }
      Lab.Answer answer = talk.say(next.message()).hear(next.method());
      assertThat(answer.status()).as(next.head() + answer.body()).isEqualTo(200);
    }
    assertThat(lab.ledger.entries)
        .filteredOn(entry -> !entry.findings().isEmpty())
        .extracting(entry -> entry.host() + entry.path() + entry.findings())
        .isEmpty();
    assertThat(lab.ledger.entries).hasSizeGreaterThan(corpus.size());
  }

  /** So that the one above could fail. */
  @Test
  void oneOfThemWithACredentialInItIsDenied() throws Exception {
    String key = "AKIA" + "Q3EGRJX7Y2LKZPDM";
    Recorded model =
        corpus.stream().filter(next -> next.target().startsWith("/v1/messages")).findFirst().get();
    int middle = model.body().indexOf("\"text\":\"") + "\"text\":\"".length();
    String body = model.body().substring(0, middle) + key + " " + model.body().substring(middle);
    Lab.Answer answer =
        lab.tunnel(model.host()).say(new Recorded(model.head(), body).message()).hear("POST");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(lab.ledger.entries).flatExtracting(LedgerEntry::findings).isNotEmpty();
  }

  @Test
  void theCorpusHoldsWhatItIsFor() {
    assertThat(corpus).hasSizeGreaterThan(100);
    assertThat(corpus).extracting(Recorded::host).contains("git.example.com", "model.example.com");
    assertThat(corpus)
        .as("long requests of a model's conversation")
        .anyMatch(
            next -> next.target().startsWith("/v1/messages") && next.body().length() > 50_000);
    assertThat(corpus)
        .as("a pack that git pushes")
        .anyMatch(
            next -> next.target().endsWith("/git-receive-pack") && next.body().contains("PACK"));
    assertThat(corpus)
        .as("signed addresses")
        .anyMatch(next -> next.target().contains("&X-Amz-Signature="))
        .anyMatch(next -> next.target().contains("&sig="));
    assertThat(corpus)
        .as("of a crate, as the public registry has it and no mirror")
        .filteredOn(next -> next.target().endsWith("/download"))
        .hasSizeGreaterThan(10)
        .allMatch(next -> next.target().startsWith("/crates/"));
    assertThat(corpus)
        .as("coded bodies")
        .anyMatch(next ->
            next.head().toLowerCase(Locale.ROOT).contains("\r\ncontent-encoding: gzip\r\n"));
    assertThat(corpus)
        .extracting(next -> AGENT.matcher(next.head()))
        .filteredOn(Matcher::find)
        .extracting(Matcher::group)
        .contains(
            "git", "npm", "pnpm", "yarn", "pip", "uv", "Apache", "Go", "cargo", "Debian", "skopeo",
            "curl", "Wget", "GitHub", "claude");
  }
}
