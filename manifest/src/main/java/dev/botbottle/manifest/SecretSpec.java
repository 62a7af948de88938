package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Slot;

/**
 * A secret to inject, by reference.
 *
 * @param name what it is called everywhere else: the variable's name, or the reference as written
 * @param source where the launcher gets the value
 * @param slot the field it goes into
 * @param format the text put there, with {@code {}} for the value
 * @param origin where it was written
 */
public record SecretSpec(
    String name, SecretSource source, Slot slot, String format, Origin origin) {}
