package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.okhttp.SslSocketFactoryServerCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Recorded conversations over WebSockets and gRPC pass through the gateway with the product's own
 * scanner, as what was said and as its echo, and nothing is found in any.
 */
class BenignMessagesTest {
  private static final String HOST = "talk.example.com";
  private static final byte[] MASK = {11, 22, 33, 44};

  /** What a client of ours sets itself, or may not set. */
  private static final Set<String> OWN =
      Set.of(
          "content-type",
          "te",
          "user-agent",
          "host",
          "grpc-encoding",
          "grpc-accept-encoding",
          "grpc-timeout");

  /**
   * A message.
   *
   * @param kind a WebSocket's opcode, or the first byte of a message of gRPC
   * @param payload a character for each byte
   */
  private record Message(int kind, String payload) {
    byte[] bytes() {
      return payload.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private final List<Recorded> recorded = Recorded.all("benign-messages.http.gz");
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

  private List<Recorded> webSockets() {
    return recorded.stream().filter(next -> next.method().equals("GET")).toList();
  }

  private List<Recorded> calls() {
    return recorded.stream().filter(next -> next.method().equals("POST")).toList();
  }

  /** A body's messages: a byte for the kind, four for the length, the payload. */
  private static List<Message> messages(Recorded conversation) {
    List<Message> messages = new ArrayList<>();
    String body = conversation.body();
    for (int at = 0; at < body.length(); ) {
      int length = 0;
      for (int i = 1; i <= 4; i++) {
        length = length << 8 | body.charAt(at + i);
      }
      messages.add(new Message(body.charAt(at), body.substring(at + 5, at + 5 + length)));
      at += 5 + length;
    }
    return messages;
  }

  /** Says what was said over a WebSocket, message by message, each answered by its echo. */
  private List<Message> talk(Recorded conversation, List<Message> messages) throws Exception {
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say(conversation.head(), "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(101);
    FakeWebSocket socket = FakeWebSocket.over(talk.reader.takeRest(), talk.in, talk.out);
    List<Message> heard = new ArrayList<>();
    for (Message message : messages) {
      int first = FakeWebSocket.FIN | message.kind();
      talk.out.write(FakeWebSocket.frame(first, message.bytes(), MASK));
      talk.out.flush();
      heard.add(hear(socket));
    }
    if (heard.getLast().kind() != FakeWebSocket.CLOSE) {
      byte[] normal = {0x03, (byte) 0xe8};
      talk.out.write(FakeWebSocket.frame(FakeWebSocket.FIN | FakeWebSocket.CLOSE, normal, MASK));
      talk.out.flush();
      assertThat(hear(socket).kind()).isEqualTo(FakeWebSocket.CLOSE);
      talk.out.close();
    }
    return heard;
  }

  private static Message hear(FakeWebSocket socket) throws IOException {
    StringBuilder payload = new StringBuilder();
    FakeWebSocket.Head head = socket.head();
    int kind = head.opcode();
    payload.append(new String(socket.payload(head), StandardCharsets.ISO_8859_1));
    while (!head.last()) {
      head = socket.head();
      payload.append(new String(socket.payload(head), StandardCharsets.ISO_8859_1));
    }
    return new Message(kind, payload.toString());
  }

  private void serveWebSockets() throws IOException {
    lab.tls(HOST, call -> FakeWebSocket.accept(call).echo());
    lab.route(lab.to(HOST).webSocket()).start();
  }

  @Test
  void nothingIsFoundInWhatIsSaidOverWebSockets() throws Exception {
    serveWebSockets();
    for (Recorded next : webSockets()) {
      List<Message> messages = messages(next);
      assertThat(talk(next, messages)).as(next.head()).isEqualTo(messages);
    }
    assertNothingFound(webSockets().size());
  }

  /** So that the one above could fail. */
  @Test
  void aCredentialInOneOfThemEndsTheConversation() throws Exception {
    serveWebSockets();
    Recorded conversation = webSockets().getFirst();
    String key = "AKIA" + "Q3EGRJX7Y2LKZPDM";
    Message told = new Message(FakeWebSocket.TEXT, "{\"id\":\"" + key + "\"}");
    assertThat(talk(conversation, List.of(told)).getFirst().kind()).isEqualTo(FakeWebSocket.CLOSE);
    assertThat(lab.ledger.await(entry -> !entry.findings().isEmpty()).verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void nothingIsFoundInWhatIsSaidOverGrpc() throws Exception {
    try (Calls calls = new Calls(lab, calls())) {
      for (Recorded next : calls()) {
        List<Message> messages = messages(next);
        assertThat(calls.talk(next, messages)).as(next.head()).isEqualTo("OK " + messages.size());
      }
      assertNothingFound(calls().size());
    }
  }

  /** So that the one above could fail. */
  @Test
  void aCredentialInOneOfThoseIsDenied() throws Exception {
    try (Calls calls = new Calls(lab, calls())) {
      String key = "AKIA" + "Q3EGRJX7Y2LKZPDM";
      assertThat(
              calls.talk(calls().getFirst(), List.of(new Message(0, "an id, " + key + " it is"))))
          .startsWith("PERMISSION_DENIED");
    }
  }

  @Test
  void theConversationsAreThoseTheyAreFor() {
    assertThat(webSockets())
        .extracting(next -> agent(next).split("/", 2)[0])
        .contains("Python", "");
    assertThat(calls())
        .extracting(BenignMessagesTest::agent)
        .anyMatch(agent -> agent.startsWith("grpc-python"))
        .anyMatch(agent -> agent.startsWith("grpc-node"))
        .anyMatch(agent -> agent.startsWith("OTel-OTLP-Exporter"));
    assertThat(recorded.stream().mapToInt(next -> messages(next).size()).sum()).isGreaterThan(80);
    assertThat(calls()).anyMatch(next -> messages(next).getFirst().kind() == 1);
  }

  private static String agent(Recorded conversation) {
    for (String line : conversation.head().lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("user-agent: ")) {
        return line.substring("user-agent: ".length());
      }
    }
    return "";
  }

  private void assertNothingFound(int conversations) throws InterruptedException {
    // What was found stands in the entry of a conversation's end.
    lab.ledger.await(last -> ended() == conversations);
    assertThat(lab.ledger.entries)
        .filteredOn(entry -> !entry.findings().isEmpty())
        .extracting(entry -> entry.host() + entry.path() + entry.findings())
        .isEmpty();
  }

  private long ended() {
    return lab.ledger.entries.stream()
        .filter(entry -> entry.kind() == LedgerEntry.Kind.RESPONSE)
        .count();
  }

  /**
   * The real gRPC of Java on both ends, with messages that are bytes; the server sends all back.
   */
  private static final class Calls implements AutoCloseable {
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
      @Override
      public InputStream stream(byte[] value) {
        return new ByteArrayInputStream(value);
      }

      @Override
      public byte[] parse(InputStream stream) {
        try {
          return stream.readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private final Map<String, MethodDescriptor<byte[], byte[]>> methods = new HashMap<>();
    private final Server server;
    private final ManagedChannel channel;

    Calls(Lab lab, List<Recorded> conversations) throws Exception {
      var builder =
          OkHttpServerBuilder.forPort(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              SslSocketFactoryServerCredentials.create(
                  lab.worldLeaves.of(HOST).getSocketFactory()));
      Map<String, ServerServiceDefinition.Builder> services = new HashMap<>();
      for (Recorded next : conversations) {
        String name = next.target().substring(1);
        if (!methods.containsKey(name)) {
          MethodDescriptor<byte[], byte[]> method =
              MethodDescriptor.<byte[], byte[]>newBuilder()
                  .setFullMethodName(name)
                  .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                  .setRequestMarshaller(new Bytes())
                  .setResponseMarshaller(new Bytes())
                  .build();
          methods.put(name, method);
          services
              .computeIfAbsent(
                  name.substring(0, name.indexOf('/')), ServerServiceDefinition::builder)
              .addMethod(method, ServerCalls.asyncBidiStreamingCall(answer -> answer));
        }
      }
      services.values().forEach(service -> builder.addService(service.build()));
      server = builder.build().start();
      lab.servers.put(HOST, server.getPort());
      lab.route(lab.to(HOST)).start();
      var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.explicitPort());
      channel =
          OkHttpChannelBuilder.forAddress(HOST, 443)
              .proxyDetector(target ->
                  HttpConnectProxiedSocketAddress.newBuilder()
                      .setTargetAddress((InetSocketAddress) target)
                      .setProxyAddress(proxy)
                      .build())
              .sslSocketFactory(Trust.only(Trust.pem(lab.session)).getSocketFactory())
              .build();
    }

    /** The status of a call, and how many messages came back as they were. */
    String talk(Recorded conversation, List<Message> messages) throws InterruptedException {
      BlockingQueue<String> end = new LinkedBlockingQueue<>();
      List<String> heard = new ArrayList<>();
      var method = methods.get(conversation.target().substring(1));
      if (method == null) {
        throw new IllegalStateException("no such method");
      }
      var call =
          ClientCalls.asyncBidiStreamingCall(
              ClientInterceptors.intercept(
                      channel, MetadataUtils.newAttachHeadersInterceptor(metadata(conversation)))
                  .newCall(method, CallOptions.DEFAULT),
              new StreamObserver<byte[]>() {
                @Override
                public void onNext(byte[] value) {
                  heard.add(new String(value, StandardCharsets.ISO_8859_1));
                }

                @Override
                public void onError(Throwable cause) {
                  end.add(Status.fromThrowable(cause).getCode().name());
                }

                @Override
                public void onCompleted() {
                  end.add("OK");
                }
              });
      messages.forEach(message -> call.onNext(message.bytes()));
      call.onCompleted();
      String status = String.valueOf(end.poll(20, TimeUnit.SECONDS));
      int same = 0;
      for (int i = 0; i < heard.size(); i++) {
        same += heard.get(i).equals(messages.get(i).payload()) ? 1 : 0;
      }
      return status + " " + same;
    }

    private static Metadata metadata(Recorded conversation) {
      var metadata = new Metadata();
      List<String> lines = conversation.head().lines().toList();
      for (String line : lines.subList(1, lines.size())) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!OWN.contains(name) && !name.endsWith("-bin")) {
          metadata.put(
              Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER),
              line.substring(colon + 1).strip());
        }
      }
      return metadata;
    }

    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
