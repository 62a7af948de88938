/** The only way out of a bottle. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.gateway;
