/**
 * {@code bottle.jsonc} to validated records, and from there to a policy. Pure: the caller reads the
 * file and looks up what it refers to.
 *
 * <p>The way of a file: {@link ManifestReader} checks size and encoding, {@code JsoncParser} makes
 * nodes with positions, the decoders make records and collect every problem, {@link PolicyCompiler}
 * makes routes and denials of a bottle.
 *
 * <p>All of it runs before a session's first byte, where the JVM's first lambda, pattern switch or
 * stream costs milliseconds each (measured: 100 of them went when those went). So on the way of a
 * valid file there are loops, {@code instanceof} and {@code isPresent} instead.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.manifest;
