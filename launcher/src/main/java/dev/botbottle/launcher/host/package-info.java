/**
 * This host as a plan sees it: the user, the environment, the places of files, and errors told to
 * the user. Handed in, so that a test can invent one.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.host;
