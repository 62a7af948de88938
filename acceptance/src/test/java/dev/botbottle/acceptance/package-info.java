/** The built product under attack, in the lab. Nothing here reaches into the product's classes. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.acceptance;
