/**
 * A session's certificate authority. The supervisor makes it while the gateway still comes up and
 * hands it over in the session's order; the gateway signs leaf certificates with it.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.authority;
