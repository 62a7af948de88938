package dev.botbottle.launcher.grant;

/**
 * A file put into the bottle's private home before the agent starts.
 *
 * @param path relative to the home
 * @param content its text; holds no secret
 */
public record HomeFile(String path, String content) {}
