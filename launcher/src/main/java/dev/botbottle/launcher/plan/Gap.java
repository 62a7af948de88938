package dev.botbottle.launcher.plan;

/**
 * A clause of the plan that cannot be enforced here.
 *
 * @param clause a stable word, such as {@code workspace-new-files}
 * @param why one sentence
 */
public record Gap(String clause, String why) {}
