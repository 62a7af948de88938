package dev.botbottle.testkit.lab;

/**
 * One header field as it stood on the wire.
 *
 * @param name the name in the client's spelling
 * @param value the value without the space around it
 */
public record Header(String name, String value) {}
