package dev.botbottle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionOrderCodecTest {
  @Test
  void anyOrderComesBackAsItWas() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      SessionOrder order = new Orders(seed).order();
      byte[] frame = SessionOrderCodec.encode(order);
      assertThat(SessionOrderCodec.decode(frame)).as("seed %d", seed).isEqualTo(order);
      assertThat(SessionOrderCodec.read(new ByteArrayInputStream(frame)))
          .as("seed %d", seed)
          .isEqualTo(order);
    }
  }

  @Test
  void readsNoByteBehindTheFrame() throws IOException {
    byte[] frame = SessionOrderCodec.encode(new Orders(1).order());
    byte[] longer = Arrays.copyOf(frame, frame.length + 3);
    ByteArrayInputStream in = new ByteArrayInputStream(longer);
    SessionOrderCodec.read(in);
    assertThat(in.available()).isEqualTo(3);
  }

  @Test
  void aFrameCutAtAnyByteIsNoOrder() {
    byte[] frame = SessionOrderCodec.encode(new Orders(2).order());
    assertThat(frame.length).isGreaterThan(200);
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatExceptionOfType(FrameException.class)
          .as("cut at %d", length)
          .isThrownBy(() -> SessionOrderCodec.read(new ByteArrayInputStream(cut)));
      assertThatExceptionOfType(FrameException.class)
          .as("cut at %d", length)
          .isThrownBy(() -> SessionOrderCodec.decode(cut));
    }
  }

  @Test
  void aBodyCutAtAnyByteUnderAFittingLengthIsNoOrder() {
    byte[] frame = SessionOrderCodec.encode(new Orders(3).order());
    for (int length = 4; length < frame.length; length++) {
      byte[] cut = withLength(Arrays.copyOf(frame, length));
      assertThatExceptionOfType(FrameException.class)
          .as("cut at %d", length)
          .isThrownBy(() -> SessionOrderCodec.decode(cut));
    }
  }

  @Test
  void aChangedByteIsAnotherOrderOrNone() {
    byte[] frame = SessionOrderCodec.encode(new Orders(4).order());
    Random random = new Random(5);
    for (int i = 4; i < frame.length; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(SessionOrderCodec.decode(changed)).isNotNull();
      } catch (FrameException e) {
        assertThat(e).hasMessageStartingWith("the session order");
      }
    }
  }

  @Test
  void aFrameWithMoreThanTheOrderIsNone() {
    byte[] frame = SessionOrderCodec.encode(new Orders(6).order());
    byte[] longer = withLength(Arrays.copyOf(frame, frame.length + 1));
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> SessionOrderCodec.decode(longer))
        .withMessageContaining("goes on");
  }

  @Test
  void anotherVersionIsNoOrder() {
    byte[] frame = SessionOrderCodec.encode(new Orders(7).order());
    frame[4] = 9;
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> SessionOrderCodec.decode(frame))
        .withMessageContaining("version 9");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, SessionOrderCodec.MAX_LENGTH + 1})
  void aLengthThatCannotBeIsNoOrder(int length) {
    byte[] frame = new byte[64];
    frame[0] = (byte) (length >>> 24);
    frame[1] = (byte) (length >>> 16);
    frame[2] = (byte) (length >>> 8);
    frame[3] = (byte) length;
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> SessionOrderCodec.read(new ByteArrayInputStream(frame)))
        .withMessageContaining("length");
  }

  @Test
  void anOrderLargerThanTheLimitIsNotWritten() {
    SessionOrder large =
        new SessionOrder(
            "s",
            new SigningAuthority(Secret.of("key"), "certificate"),
            new Policy(List.of(), List.of()),
            Map.of("A", Secret.of(new byte[SessionOrderCodec.MAX_LENGTH])),
            List.of(),
            List.of());
    assertThatIllegalArgumentException().isThrownBy(() -> SessionOrderCodec.encode(large));
  }

  @Test
  void theCallersFrameIsLeftAlone() throws IOException {
    byte[] frame = SessionOrderCodec.encode(new Orders(8).order());
    byte[] copy = frame.clone();
    SessionOrderCodec.decode(frame);
    assertThat(frame).isEqualTo(copy);
  }

  private static byte[] withLength(byte[] frame) {
    int length = frame.length - 4;
    frame[0] = (byte) (length >>> 24);
    frame[1] = (byte) (length >>> 16);
    frame[2] = (byte) (length >>> 8);
    frame[3] = (byte) length;
    return frame;
  }

  /** Orders drawn from a seed. */
  private static final class Orders {
    private final Random random;

    Orders(long seed) {
      random = new Random(seed);
    }

    SessionOrder order() {
      List<Route> routes = new ArrayList<>();
      for (int i = random.nextInt(4) + 1; i > 0; i--) {
        routes.add(route());
      }
      List<Denial> denials = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        denials.add(new Denial(text(), texts(), List.copyOf(texts()), origin()));
      }
      Map<String, Secret> secrets = new LinkedHashMap<>();
      List<KnownSecret> known = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        secrets.put("S" + i, secret());
        KnownSecret.Kind[] kinds = KnownSecret.Kind.values();
        known.add(new KnownSecret(text(), kinds[random.nextInt(kinds.length)], secret()));
      }
      return new SessionOrder(
          text(),
          new SigningAuthority(secret(), text()),
          random.nextInt(8) == 0
              ? new Policy(List.of(), denials, limits(), proxy(), true)
              : new Policy(routes, denials, limits(), proxy(), false),
          secrets,
          known,
          List.copyOf(texts()));
    }

    private Route route() {
      Set<Integer> ports = new LinkedHashSet<>();
      List<Binding> bindings = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        ports.add(1 + random.nextInt(65_535));
        Slot slot =
            switch (random.nextInt(3)) {
              case 0 -> new Slot.Header(text());
              case 1 -> new Slot.BasicPassword();
              default -> new Slot.QueryKey(text());
            };
        bindings.add(new Binding(text(), slot, text() + "{}", text()));
      }
      ScanAction[] actions = ScanAction.values();
      Instructions[] instructions = Instructions.values();
      return new Route(
          text(),
          ports,
          texts(),
          List.copyOf(texts()),
          random.nextBoolean() ? TlsMode.INTERCEPT : TlsMode.PASSTHROUGH,
          bindings,
          new ScanSettings(
              actions[random.nextInt(actions.length)],
              random.nextBoolean(),
              texts(),
              instructions[random.nextInt(instructions.length)],
              random.nextBoolean()
                  ? FindingRules.NONE
                  : new FindingRules(
                      Map.of(text(), actions[random.nextInt(actions.length)]),
                      List.of(new AllowedFinding(text(), text(), text())))),
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextBoolean()
              ? Optional.of(new Endpoint(text(), 1 + random.nextInt(65_535)))
              : Optional.empty(),
          random.nextBoolean()
              ? Optional.of("x".repeat(random.nextInt(10) == 0 ? 70_000 : 300))
              : Optional.empty(),
          random.nextBoolean()
              ? Optional.of(new ClientCertificate(text(), text()))
              : Optional.empty(),
          new Timeouts(time(), time(), time()),
          limits(),
          origin());
    }

    private TrafficLimits limits() {
      return new TrafficLimits(
          number(TrafficLimits.MOST_REQUESTS),
          number(100),
          number(Long.MAX_VALUE),
          number(Long.MAX_VALUE));
    }

    private Optional<Duration> time() {
      return random.nextBoolean()
          ? Optional.of(Duration.ofMillis(100 + random.nextInt(86_399_900)))
          : Optional.empty();
    }

    private Optional<UpstreamProxy> proxy() {
      return random.nextBoolean()
          ? Optional.of(
              new UpstreamProxy(
                  new Endpoint(text(), 1 + random.nextInt(65_535)),
                  random.nextBoolean(),
                  List.copyOf(texts())))
          : Optional.empty();
    }

    private OptionalLong number(long most) {
      return random.nextBoolean()
          ? OptionalLong.of(1 + Math.floorMod(random.nextLong(), most))
          : OptionalLong.empty();
    }

    private Origin origin() {
      return new Origin(text(), random.nextInt(1_000), random.nextInt(200));
    }

    private Secret secret() {
      byte[] value = new byte[random.nextInt(200)];
      random.nextBytes(value);
      return Secret.of(value);
    }

    private Set<String> texts() {
      Set<String> texts = new LinkedHashSet<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        texts.add(text());
      }
      return texts;
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.appendCodePoint(
            switch (random.nextInt(4)) {
              case 0 -> 0;
              case 1 -> 'a' + random.nextInt(26);
              case 2 -> 0xe4;
              default -> 0x1f600 + random.nextInt(50);
            });
      }
      return text.toString();
    }
  }
}
