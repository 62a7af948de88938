package dev.botbottle.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A program that fuzzes one target: Jazzer fuzzes no second one in the same process. */
final class OneTarget {
  private OneTarget() {}

  /** With {@code CLASS#METHOD(byte[])}; ends with 0 when the target ran and held. */
  public static void main(String[] arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectMethod(arguments[0]))
            .build();
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    summary.getSummary().printFailuresTo(new PrintWriter(System.err, true, UTF_8), 20);
    boolean held =
        summary.getSummary().getTestsSucceededCount() > 0
            && summary.getSummary().getTotalFailureCount() == 0;
    System.exit(held ? 0 : 1);
  }
}
