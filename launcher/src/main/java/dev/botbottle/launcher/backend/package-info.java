/** The one interface every backend stands behind. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.backend;
