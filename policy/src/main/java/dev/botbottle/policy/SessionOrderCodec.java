package dev.botbottle.policy;

import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The session order as one frame of the control channel: four bytes of length, big-endian, then a
 * version and the order. A frame that is not whole is no order.
 */
public final class SessionOrderCodec {
  /** The largest order, in bytes; a policy with additional roots stays well below. */
  public static final int MAX_LENGTH = 8 << 20;

  private static final int LENGTH_BYTES = 4;
  private static final int VERSION = 3;

  private SessionOrderCodec() {}

  /** The whole frame. It holds the secrets: the caller fills it with zeros once it is written. */
  public static byte[] encode(SessionOrder order) {
    try (FrameWriter out = new FrameWriter()) {
      out.int32(0);
      out.int8(VERSION);
      out.text(order.session());
      out.secret(order.authority().key());
      out.text(order.authority().certificate());
      PolicyCodec.write(order.policy(), out);
      out.int32(order.secrets().size());
      for (Map.Entry<String, Secret> secret : order.secrets().entrySet()) {
        out.text(secret.getKey());
        out.secret(secret.getValue());
      }
      out.int32(order.known().size());
      for (KnownSecret known : order.known()) {
        out.text(known.name());
        out.int8(kind(known.kind()));
        out.secret(known.value());
      }
      out.texts(order.helpLines());
      if (out.size() - LENGTH_BYTES > MAX_LENGTH) {
        throw new IllegalArgumentException("the session order is larger than " + MAX_LENGTH);
      }
      return out.framed();
    }
  }

  /** Reads one frame from the stream, no byte more. */
  public static SessionOrder read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LENGTH_BYTES);
    if (head.length < LENGTH_BYTES) {
      throw new FrameException("the session order ends within its length");
    }
    int length = new FrameReader(head).int32();
    if (length < 1 || length > MAX_LENGTH) {
      throw new FrameException("the session order has the length " + length);
    }
    byte[] body = new byte[length];
    try {
      if (in.readNBytes(body, 0, length) < length) {
        throw new FrameException("the session order ends before its length");
      }
      return decodeBody(body);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** Reads a frame that is exactly these bytes; they are left as they are. */
  public static SessionOrder decode(byte[] frame) throws FrameException {
    FrameReader head = new FrameReader(frame);
    if (head.int32() != frame.length - LENGTH_BYTES) {
      throw new FrameException("the session order has another length than it says");
    }
    byte[] body = Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length);
    try {
      return decodeBody(body);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private static SessionOrder decodeBody(byte[] body) throws FrameException {
    try {
      FrameReader in = new FrameReader(body);
      int version = in.int8();
      if (version != VERSION) {
        throw new FrameException("the session order has version " + version + ", not " + VERSION);
      }
      String session = in.text();
      SigningAuthority authority = new SigningAuthority(in.secret(), in.text());
      Policy policy = PolicyCodec.read(in);
      int secretCount = in.count();
      Map<String, Secret> secrets = new LinkedHashMap<>();
      for (int i = 0; i < secretCount; i++) {
        String name = in.text();
        if (secrets.put(name, in.secret()) != null) {
          throw new FrameException("the session order names a secret twice");
        }
      }
      int knownCount = in.count();
      List<KnownSecret> known = new ArrayList<>();
      for (int i = 0; i < knownCount; i++) {
        known.add(new KnownSecret(in.text(), kind(in.int8()), in.secret()));
      }
      List<String> helpLines = in.texts();
      in.end();
      return new SessionOrder(session, authority, policy, secrets, known, helpLines);
    } catch (IllegalArgumentException e) {
      // A record refused its parts. The message may quote them, so it is not passed on.
      throw new FrameException("the session order holds a value that cannot be");
    }
  }

  private static int kind(KnownSecret.Kind kind) {
    return switch (kind) {
      case CREDENTIAL -> 0;
      case PLACEHOLDER -> 1;
      case ENV -> 2;
      case CANARY -> 3;
    };
  }

  private static KnownSecret.Kind kind(int code) throws FrameException {
    return switch (code) {
      case 0 -> KnownSecret.Kind.CREDENTIAL;
      case 1 -> KnownSecret.Kind.PLACEHOLDER;
      case 2 -> KnownSecret.Kind.ENV;
      case 3 -> KnownSecret.Kind.CANARY;
      default -> throw new FrameException("the session order has an unknown kind of secret");
    };
  }
}
