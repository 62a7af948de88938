/** Where this host keeps the roots its programs trust. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.trust;
