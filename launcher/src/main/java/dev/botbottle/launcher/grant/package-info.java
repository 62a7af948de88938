/**
 * What a bottle is given: paths of the host, variables, files of its home, and secrets by
 * reference. Values only; a provider asks for them and a plan lists them.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.grant;
