package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;

/**
 * The package registry the host's own client is configured for.
 *
 * @param name {@code npm}, {@code maven} or {@code pip}
 * @param origin where it was written
 */
public record PresetSpec(String name, Origin origin) implements AllowEntry {}
