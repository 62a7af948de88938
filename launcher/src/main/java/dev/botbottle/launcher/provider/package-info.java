/**
 * One adapter per agent program: what it needs, how it is started, how it is kept from asking on
 * first use.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.provider;
