import org.jspecify.annotations.NullMarked;

/** System calls through the foreign-function API; the one place that makes them. */
@NullMarked
module dev.botbottle.posix {
  requires static org.jspecify;

  exports dev.botbottle.posix;
}
