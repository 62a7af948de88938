/**
 * Detectors, known secrets and the streaming scanner. Nothing here opens a file, a socket or reads
 * a clock.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.scan;
