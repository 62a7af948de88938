/** Servers that developers' clients talk to, for tests. No behaviour of the product. */
package dev.botbottle.testkit.services;
