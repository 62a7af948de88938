/** picocli's parser, compiled here from its published sources. */
module info.picocli {
  exports picocli;
}
