package dev.botbottle.scan;

/**
 * One message body on its way through the scanner. Bytes come in as they arrive and are released
 * only when no detector can still match across them. Memory is constant for any length.
 *
 * <p>Not safe for use by several threads at once.
 */
public interface ScanStream {
  /** Takes bytes; hands over what may leave, and findings, to {@code out}. */
  void write(byte[] source, int offset, int length, Output out);

  /**
   * Releases held bytes at a pause of the conversation, unless they are a live prefix of a known
   * secret.
   */
  void flush(Output out);

  /** Ends the message: everything held is decided and released. */
  void finish(Output out);

  /** Whether a finding has ended this stream: nothing more will be released. */
  boolean denied();

  /** Receives what a stream lets go. */
  interface Output {
    /** Bytes that may leave. The array is only valid during the call. */
    void released(byte[] source, int offset, int length);

    /** A finding; with {@link ScanAction#DENY} no release follows it. */
    void found(Finding finding);
  }
}
