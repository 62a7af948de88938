/** Brotli's decoder, compiled here from its published sources. */
module org.brotli.dec {
  exports org.brotli.dec;
}
