/**
 * The two programs of this module and the meeting of their processes: descriptors taken over,
 * confinement put on.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.program;
