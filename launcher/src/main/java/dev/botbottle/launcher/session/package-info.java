/** Running and ended sessions: their records on disk, and the identity of their processes. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.session;
