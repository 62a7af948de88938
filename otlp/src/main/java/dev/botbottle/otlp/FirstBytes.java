package dev.botbottle.otlp;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The beginning of an answer; behind it nothing more is read, however much there is. */
final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private final ByteBuffer kept;
  private Flow.@Nullable Subscription subscription;

  FirstBytes(int most) {
    this.kept = ByteBuffer.allocate(most);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription = to;
    to.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int length = Math.min(buffer.remaining(), kept.remaining());
      kept.put(buffer.slice(buffer.position(), length));
    }
    if (!kept.hasRemaining()) {
      if (subscription != null) {
        subscription.cancel();
      }
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    // The status stands for the answer: what breaks off behind it says no more.
    onComplete();
  }

  @Override
  public void onComplete() {
    byte[] bytes = new byte[kept.position()];
    kept.get(0, bytes);
    result.complete(bytes);
  }
}
