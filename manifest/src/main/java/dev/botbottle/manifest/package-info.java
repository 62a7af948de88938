/**
 * {@code bottle.jsonc} to validated records, and from there to a policy. Pure: the caller reads the
 * file and looks up what it refers to.
 *
 * <p>The way of a file: {@link ManifestReader} checks size and encoding, {@code JsoncParser} makes
 * nodes with positions, the decoders make records and collect every problem, {@link PolicyCompiler}
 * makes routes and denials of a bottle.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.manifest;
