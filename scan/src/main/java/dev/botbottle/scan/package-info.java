/**
 * Detectors, known secrets and the streaming scanner. Nothing here opens a file, a socket or reads
 * a clock.
 *
 * <p>The way of a byte: {@link Scanner} holds two immutable pattern sets (outgoing: every
 * credential format and known value; incoming: credentials of this session). A stream runs the
 * set's automaton over the bytes once; where a keyword ends a candidate begins, anchored there,
 * which reads each byte once and never goes back. Lenses look at the same bytes for runs of an
 * encoding and make further readings of them, which are treated alike. What is neither in a
 * candidate nor begun leaves at once. The formats are data: {@code detectors/*.txt} among the
 * resources, each with examples and near-misses the tests hold it to.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.scan;
