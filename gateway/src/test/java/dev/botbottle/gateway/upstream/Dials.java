package dev.botbottle.gateway.upstream;

import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tests of dialling dial with. */
public final class Dials {
  /** Lets everything leave. */
  static final Passage OPEN =
      new Passage() {
        @Override
        public void check() {}

        @Override
        public void admit(SocketChannel channel) {}
      };

  private Dials() {}

  /** A route to somewhere, which leads to this place if there is one. */
  public static Route route(@Nullable Endpoint connect) {
    return new Route(
        "a.example",
        Set.of(443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.ofNullable(connect),
        Optional.empty(),
        Origin.builtIn("test"));
  }
}
