package dev.botbottle.testkit.services;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A registry of container images with one image, {@code lib/app:1} (OCI Distribution Specification
 * 1.1, "Pull"), as the big ones are built: a token service that hands out tokens without a login
 * ("Token Authentication", distribution.github.io), and a store of blobs that is elsewhere and
 * reached by signed addresses. One handler for all three, told apart by their names.
 */
public final class ImagesHandler implements Handler {
  /** The registry. */
  public static final String REGISTRY = "images.example.com";

  /** Its token service. */
  public static final String TOKENS = "tokens.example.com";

  /** Where its blobs are. */
  public static final String BLOBS = "blobs.example.com";

  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

  private final byte[] layer = layer();
  private final byte[] config =
      bytes(
          "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
              + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
              + digest(unpacked())
              + "\"]}}");
  private final byte[] manifest =
      bytes(
          "{\"schemaVersion\":2,\"mediaType\":\""
              + MANIFEST_TYPE
              + "\",\"config\":"
              + descriptor("config.v1+json", config)
              + ",\"layers\":["
              + descriptor("layer.v1.tar+gzip", layer)
              + "]}");
  private final String token = token();

  /** A handler; the argument says nothing. */
  public ImagesHandler(String argument) {}

  /** The digest of the image's layer. */
  public String layerDigest() {
    return digest(layer);
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    switch (request.header("Host").orElse("")) {
      case TOKENS -> json(reply, 200, "{\"token\":\"" + token + "\",\"expires_in\":300}");
      case BLOBS -> blob(request, reply);
      default -> registry(request, reply);
    }
  }

  private void registry(Request request, Reply reply) throws IOException {
    if (!request.header("Authorization").orElse("").equals("Bearer " + token)) {
      Header asks =
          new Header(
              "WWW-Authenticate",
              "Bearer realm=\"https://"
                  + TOKENS
                  + "/token\",service=\""
                  + REGISTRY
                  + "\",scope=\"repository:lib/app:pull\"");
      reply.send(401, List.of(asks), bytes("{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}"));
      return;
    }
    String path = request.path();
    if (path.equals("/v2/")) {
      json(reply, 200, "{}");
    } else if (path.startsWith("/v2/lib/app/manifests/")) {
      List<Header> headers =
          List.of(
              new Header("Content-Type", MANIFEST_TYPE),
              new Header("Docker-Content-Digest", digest(manifest)));
      reply.send(200, headers, manifest);
    } else if (path.startsWith("/v2/lib/app/blobs/")) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      String signature = digest(bytes(name)).substring("sha256:".length());
      Header location =
          new Header(
              "Location",
              "https://"
                  + BLOBS
                  + "/docker/registry/v2/blobs/"
                  + name
                  + "/data?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261121T220000Z"
                  + "&X-Amz-Expires=1200&X-Amz-SignedHeaders=host&X-Amz-Signature="
                  + signature);
      reply.send(307, List.of(location), new byte[0]);
    } else {
      json(reply, 404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
    }
  }

  private void blob(Request request, Reply reply) throws IOException {
    byte[] all = request.path().contains(digest(layer)) ? layer : config;
    String range = request.header("Range").orElse("");
    if (!range.startsWith("bytes=")) {
      reply.send(200, List.of(), all);
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-", -1);
    int from = Integer.parseInt(ends[0]);
    int to = ends[1].isEmpty() ? all.length - 1 : Integer.parseInt(ends[1]);
    Header part = new Header("Content-Range", "bytes " + from + "-" + to + "/" + all.length);
    reply.send(206, List.of(part), Arrays.copyOfRange(all, from, to + 1));
  }

  private static void json(Reply reply, int status, String text) throws IOException {
    reply.send(status, List.of(new Header("Content-Type", "application/json")), bytes(text));
  }

  private static String descriptor(String type, byte[] content) {
    return "{\"mediaType\":\"application/vnd.oci.image."
        + type
        + "\",\"digest\":\""
        + digest(content)
        + "\",\"size\":"
        + content.length
        + "}";
  }

  /** A token as the big registries hand them out: a JWT that says what it is for (RFC 7519). */
  private static String token() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    byte[] signature = new byte[64];
    new Random(2).nextBytes(signature);
    return encoder.encodeToString(bytes("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"))
        + "."
        + encoder.encodeToString(
            bytes("{\"access\":[{\"type\":\"repository\",\"name\":\"lib/app\"}],\"exp\":1}"))
        + "."
        + encoder.encodeToString(signature);
  }

  private static byte[] unpacked() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    return content;
  }

  private static byte[] layer() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(unpacked());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
