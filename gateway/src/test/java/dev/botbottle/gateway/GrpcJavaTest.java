package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.okhttp.SslSocketFactoryServerCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real gRPC of others, as client and as server. */
class GrpcJavaTest {
  /** Messages that are text. */
  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static MethodDescriptor<String, String> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setFullMethodName("chat.Chat/" + name)
        .setType(type)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  private static final MethodDescriptor<String, String> ASK =
      method("Ask", MethodDescriptor.MethodType.UNARY);
  private static final MethodDescriptor<String, String> LISTEN =
      method("Listen", MethodDescriptor.MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> TALK =
      method("Talk", MethodDescriptor.MethodType.BIDI_STREAMING);

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private Lab lab;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SslSocketFactoryServerCredentials.create(
                    lab.worldLeaves.of("api.test").getSocketFactory()))
            .addService(service())
            .build()
            .start();
    lab.servers.put("api.test", server.getPort());
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.explicitPort());
    channel =
        OkHttpChannelBuilder.forAddress("api.test", 443)
            .proxyDetector(target ->
                HttpConnectProxiedSocketAddress.newBuilder()
                    .setTargetAddress((InetSocketAddress) target)
                    .setProxyAddress(proxy)
                    .build())
            .sslSocketFactory(Trust.only(Trust.pem(lab.session)).getSocketFactory())
            .build();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("chat.Chat")
        .addMethod(
            ASK,
            ServerCalls.asyncUnaryCall((asked, answer) -> {
              ((ServerCallStreamObserver<String>) answer).setCompression("gzip");
              answer.onNext("re:" + asked);
              answer.onCompleted();
            }))
        .addMethod(
            LISTEN,
            ServerCalls.asyncServerStreamingCall((asked, answer) -> {
              if (asked.equals("forever")) {
                ((ServerCallStreamObserver<String>) answer)
                    .setOnCancelHandler(cancelled::countDown);
                answer.onNext("one");
                return;
              }
              for (int i = 0; i < 50; i++) {
                answer.onNext(i + "x".repeat(20_000));
              }
              answer.onCompleted();
            }))
        .addMethod(
            TALK,
            ServerCalls.asyncBidiStreamingCall(answer ->
                new StreamObserver<>() {
                  @Override
                  public void onNext(String value) {
                    answer.onNext("re:" + value);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    cancelled.countDown();
                  }

                  @Override
                  public void onCompleted() {
                    answer.onError(
                        Status.ALREADY_EXISTS.withDescription("done").asRuntimeException());
                  }
                }))
        .build();
  }

  @AfterEach
  void close() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    lab.close();
  }

  private String ask(CallOptions options, String question) {
    return ClientCalls.blockingUnaryCall(channel, ASK, options, question);
  }

  @Test
  void aCallIsAnswered() {
    assertThat(ask(CallOptions.DEFAULT, "hello")).isEqualTo("re:hello");
    String large = "y".repeat(1_000_000);
    assertThat(ask(CallOptions.DEFAULT, large)).isEqualTo("re:" + large);
  }

  @Test
  void codedMessagesPassAndAreLookedThrough() {
    CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
    String large = "y".repeat(100_000);
    assertThat(ask(gzip, large)).isEqualTo("re:" + large);
    assertThatThrownBy(() -> ask(gzip, "it is " + Lab.PLANTED + ", really"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(e.getStatus().getDescription()).contains("known:planted", "in its body");
            });
    assertThat(ask(CallOptions.DEFAULT, "and on")).isEqualTo("re:and on");
  }

  @Test
  void aRowOfAnswersArrives() {
    List<String> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(channel, LISTEN, CallOptions.DEFAULT, "go")
        .forEachRemaining(answers::add);
    assertThat(answers).hasSize(50);
    assertThat(answers.getLast()).hasSize(20_002).startsWith("49x");
  }

  @Test
  void bothSidesTalkInTurnAndTheStatusArrives() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    StreamObserver<String> talk =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(TALK, CallOptions.DEFAULT),
            new StreamObserver<>() {
              @Override
              public void onNext(String value) {
                heard.add(value);
              }

              @Override
              public void onError(Throwable cause) {
                heard.add(Status.fromThrowable(cause).toString());
              }

              @Override
              public void onCompleted() {
                heard.add("completed");
              }
            });
    for (int i = 0; i < 20; i++) {
      talk.onNext("word " + i);
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("re:word " + i);
    }
    talk.onCompleted();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("ALREADY_EXISTS", "description=done");
  }

  @Test
  void aCallThatItsClientGivesUpEndsAtTheServer() throws Exception {
    var answers =
        ClientCalls.blockingServerStreamingCall(
            channel, LISTEN, CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS), "forever");
    assertThat(answers.next()).isEqualTo("one");
    assertThatThrownBy(answers::next).hasMessageContaining("DEADLINE_EXCEEDED");
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCallThatReachesNoServerSaysWhy() {
    lab.servers.remove("api.test");
    assertThatThrownBy(() -> ask(CallOptions.DEFAULT, "hello"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(e.getStatus().getDescription()).contains("could not reach api.test");
            });
  }
}
