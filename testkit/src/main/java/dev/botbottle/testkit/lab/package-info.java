/**
 * Two network namespaces without a way out: "the host", where a test runs the product, and "the
 * internet", where every address of the world is a server of the test. What reaches a server is
 * recorded, so that a test can tell whether something left.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.testkit.lab;
