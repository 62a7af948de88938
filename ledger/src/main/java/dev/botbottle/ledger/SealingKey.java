package dev.botbottle.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * The key with which this host seals ledgers: a file of the user's alone that is made at the first
 * use and never shown in a bottle. It holds two PEM blocks (RFC 7468): the private and the public
 * key.
 */
public final class SealingKey {
  static final String ALGORITHM = "Ed25519";

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private final PrivateKey secret;
  private final String publicKey;

  private SealingKey(PrivateKey secret, String publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * Reads the key, or makes one if there is none.
   *
   * @param file where it lies; its directory is made too
   * @throws IOException if it cannot be read or made, is no key, or others could have read it
   */
  public static SealingKey at(Path file) throws IOException {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!PosixFilePermissions.fromString("rw-------").containsAll(permissions)) {
        throw new IOException(file + " can be read or written by others");
      }
      String text = Files.readString(file);
      byte[] encoded = Base64.getDecoder().decode(block(text, PRIVATE));
      return new SealingKey(
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)),
          block(text, PUBLIC));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no key", e);
    }
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is no file");
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    Path draft =
        Files.createTempFile(
            directory,
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(
          draft,
          pem(PRIVATE, pair.getPrivate().getEncoded())
              + pem(PUBLIC, pair.getPublic().getEncoded()));
      Files.createLink(file, draft); // whole or not at all, and never over another's
    } catch (FileAlreadyExistsException e) {
      // Another session was faster: its key is as good.
    } finally {
      Files.delete(draft);
    }
  }

  private static String pem(String name, byte[] encoded) {
    return "-----BEGIN "
        + name
        + "-----\n"
        + Base64.getEncoder().encodeToString(encoded)
        + "\n-----END "
        + name
        + "-----\n";
  }

  /** The base64 of one block, without line ends. */
  private static String block(String text, String name) throws IOException {
    String begin = "-----BEGIN " + name + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + name + "-----", Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IOException("there is no " + name + " in it");
    }
    return text.substring(from + begin.length(), to).replace("\r", "").replace("\n", "").strip();
  }

  /**
   * The public key of a PEM file, as a seal holds it.
   *
   * @throws IOException if there is none in it
   */
  public static String publicKey(Path file) throws IOException {
    return block(Files.readString(file), PUBLIC);
  }

  /** The public half in PEM, for those who check this host's seals. */
  public String publicPem() {
    return pem(PUBLIC, Base64.getDecoder().decode(publicKey));
  }

  /** The public half as a seal holds it. */
  public String publicKey() {
    return publicKey;
  }

  /**
   * Seals a ledger that has ended.
   *
   * @throws IOException if the halves of the key do not belong together
   */
  public Seal seal(String session, LedgerVerifier.Intact ledger) throws IOException {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(Seal.signed(session, ledger.lines(), ledger.head()));
      String signed = Base64.getEncoder().encodeToString(signature.sign());
      Seal seal = new Seal(session, ledger.lines(), ledger.head(), publicKey, signed);
      if (!seal.isGenuine()) {
        throw new IOException("the key's public half belongs to another");
      }
      return seal;
    } catch (GeneralSecurityException e) {
      throw new IOException("could not sign", e);
    }
  }
}
