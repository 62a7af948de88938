package dev.botbottle.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A host's word on how a session's ledger ended: an Ed25519 signature (RFC 8032) over the session's
 * id, the number of lines and the last hash, which stands for all lines before it.
 *
 * @param session the session's id
 * @param lines the number of lines
 * @param head the hash of the last one
 * @param key the host's public key (RFC 8410, SubjectPublicKeyInfo), in base64
 * @param signature in base64
 */
public record Seal(String session, long lines, String head, String key, String signature) {
  private static final String TITLE = "bot-bottle ledger seal 1";
  private static final List<String> NAMES = List.of("session", "lines", "head", "key", "signature");

  /** What is signed: the seal's first four lines. */
  static byte[] signed(String session, long lines, String head) {
    String text = TITLE + "\nsession " + session + "\nlines " + lines + "\nhead " + head + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The seal as a file: a title, and a name and a value on each line. */
  public String text() {
    return new String(signed(session, lines, head), StandardCharsets.UTF_8)
        + ("key " + key + "\nsignature " + signature + "\n");
  }

  /** Reads {@link #text}; empty if it is anything else. */
  public static Optional<Seal> parse(String text) {
    String[] rows = text.split("\n", -1);
    if (rows.length != NAMES.size() + 2 || !rows[0].equals(TITLE) || !rows[6].isEmpty()) {
      return Optional.empty();
    }
    String[] values = new String[NAMES.size()];
    for (int i = 0; i < values.length; i++) {
      String name = NAMES.get(i) + " ";
      if (!rows[i + 1].startsWith(name)) {
        return Optional.empty();
      }
      values[i] = rows[i + 1].substring(name.length());
    }
    try {
      Seal seal = new Seal(values[0], Long.parseLong(values[1]), values[2], values[3], values[4]);
      return seal.text().equals(text) ? Optional.of(seal) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether the signature is the key's, over what the seal says. Whose key it is, is not told. */
  public boolean isGenuine() {
    try {
      Signature check = Signature.getInstance(SealingKey.ALGORITHM);
      check.initVerify(
          KeyFactory.getInstance(SealingKey.ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(decoded(key))));
      check.update(signed(session, lines, head));
      return check.verify(decoded(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Base64 that is written in the one way there is: its unused last bits are zero. */
  private static byte[] decoded(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("not the encoding of these bytes");
    }
    return bytes;
  }

  /** A short name of the key, to compare: the SHA-256 of its encoding. */
  public String fingerprint() {
    return "sha256:" + LedgerLine.hash(key);
  }
}
