/** Model APIs that say what a test's script tells them to say. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.testkit.model;
