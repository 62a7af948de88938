/**
 * The programs of this module (gateway, listener, publisher), what the build runs to train their
 * caches, and the meeting of their processes: descriptors taken over, confinement put on.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway.program;
