/** System calls through the foreign-function API; the one place that makes them. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.posix;
