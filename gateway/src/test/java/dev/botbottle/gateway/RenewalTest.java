package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.scan.Secret;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A credential gets another value while the gateway serves. */
class RenewalTest {
  private static final String RENEWED = "sk-renewed-fedcba9876543210";

  private Lab lab;
  private FakeServer server;
  private final AtomicReference<ScannerInspector> inspector = new AtomicReference<>();

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector =
        order -> {
          ScannerInspector made = ScannerInspector.of(order);
          inspector.set(made);
          return made;
        };
    server =
        lab.tls(
            "api.test",
            call -> call.ok("old " + Lab.TOKEN + " new " + RENEWED + " got " + call.body()));
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void theNewValueIsPutInFromTheNextRequestOnAlsoOfAnOpenConnection() throws Exception {
    Lab.Talk talk = lab.tunnel("api.test");
    talk.get("api.test", "/");
    renew();
    talk.get("api.test", "/");
    assertThat(server.heads)
        .extracting(head -> head.fields().all("authorization"))
        .containsExactly(List.of("Bearer " + Lab.TOKEN), List.of("Bearer " + RENEWED));
  }

  @Test
  void bothTheOldAndTheNewAreMaskedInAnswersAndHeldBackInRequests() throws Exception {
    renew();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/").body())
        .contains("old ", "new ")
        .doesNotContain(Lab.TOKEN)
        .doesNotContain(RENEWED);
    for (String value : List.of(Lab.TOKEN, RENEWED)) {
      assertThat(talk.get("api.test", "/?q=" + value).status()).isEqualTo(403);
    }
  }

  @Test
  void aNameThatNoBindingHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lab.renew(new SecretRenewal("another", Secret.of(RENEWED))));
  }

  private void renew() {
    SecretRenewal renewal = new SecretRenewal("token", Secret.of(RENEWED));
    inspector.get().learn(renewal);
    lab.renew(renewal);
  }
}
