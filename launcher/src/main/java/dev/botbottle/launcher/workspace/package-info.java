/**
 * The user's directory that an agent works in: where it may be, and what in it executes by itself.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.workspace;
