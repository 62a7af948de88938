/** Plan, providers, sessions, report. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher;
