package dev.botbottle.launcher.grant;

import java.nio.file.Path;

/**
 * A folder of the host that a bottle reads below a layer of its own: what the agent adds or changes
 * in it goes to that layer and ends with the session.
 *
 * @param client the package client whose cache it is
 * @param source the folder on the host, as a path without links
 * @param target its path inside
 */
public record CachedFolder(String client, Path source, Path target) {}
