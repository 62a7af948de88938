/** The session's certificate authority in every form programs look for one. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.trust;
