import org.jspecify.annotations.NullMarked;

/** Detectors for secrets and the streaming scanner; pure, no I/O. */
@NullMarked
module dev.botbottle.scan {
  requires static org.jspecify;

  exports dev.botbottle.scan;
  exports dev.botbottle.scan.injection;
}
