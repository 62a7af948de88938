import org.jspecify.annotations.NullMarked;

/** System calls through the foreign-function API. */
@NullMarked
module dev.botbottle.posix {
  requires static org.jspecify;
}
