package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import dev.botbottle.scan.Scanner;
import dev.botbottle.scan.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What takes the scanner too long does not pass the gateway. */
@Timeout(60)
class EffortTest {
  private static final String HOST = "api.test";
  private static final String DIGITS = "4".repeat(30);
  private static final String SLOW = (DIGITS + "%25" + DIGITS + "=3D").repeat(2000);

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private LedgerEntry recorded() throws Exception {
    return lab.ledger.await(entry -> entry.rule().equals("scan:effort"));
  }

  @Test
  void aBodyThatTakesTooLongIsDeniedAndSaysWhatToDo() throws Exception {
    lab.tls(HOST, call -> call.ok(call.body()));
    for (ScanAction action : List.of(ScanAction.WARN, ScanAction.REDACT, ScanAction.DENY)) {
      assertThat(new ScanProfile(action, true, Set.of()).actionFor(finding()))
          .isEqualTo(ScanAction.DENY);
    }
    lab.route(lab.to(HOST)).start();
    Lab.Answer answer = lab.tunnel(HOST).say(Lab.request("POST", HOST, "/", SLOW)).hear("POST");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body())
        .contains("scan:effort", "takes too long", "smaller parts", "effort in body");
    assertThat(recorded().verdict()).isEqualTo(Verdict.DENY);
  }

  private static Finding finding() {
    var found = new ArrayList<Finding>();
    run(Scanner.of(List.of()).stream(ScanProfile.DENY), SLOW, found);
    return found.getFirst();
  }

  private static void run(ScanStream stream, String text, List<Finding> found) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    var out =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {}

          @Override
          public void found(Finding finding) {
            found.add(finding);
          }
        };
    stream.write(bytes, 0, bytes.length, out);
    stream.finish(out);
  }

  @Test
  void anAnswerThatTakesTooLongDoesNotLookWhole() throws Exception {
    lab.tls(HOST, call -> call.ok("\\".repeat(300_000)));
    lab.inspector =
        order -> {
          ScannerInspector inspector = ScannerInspector.of(order);
          for (int i = 0; i < 40; i++) {
            Secret path = Secret.of("\\\\server\\share\\" + "a1b2c3d4e5".repeat(2) + i);
            inspector.learn(new SecretRenewal("P" + i, path));
          }
          return inspector;
        };
    lab.route(lab.to(HOST).bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say(Lab.request("GET", HOST, "/", "", "Connection: close"));
    byte[] all = talk.in.readAllBytes();
    assertThat(all.length).isLessThan(200_000);
    assertThat(recorded().verdict()).isEqualTo(Verdict.DENY);
  }
}
