/** Launches with one protection taken out, for control tests. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.backends.bubblewrap;
