package dev.botbottle.policy;

import java.util.Optional;

/**
 * A verdict with its reason.
 *
 * @param verdict what happens
 * @param rule the rule's stable id, such as {@code route:api.github.com}, {@code default-deny},
 *     {@code deny:api.github.com}, {@code method}, {@code path}
 * @param reason one sentence a person or a model can act on
 * @param route the route that matched, when one did
 * @param origin where the rule was written, when it was written anywhere
 */
public record Decision(
    Verdict verdict, String rule, String reason, Optional<Route> route, Optional<Origin> origin) {}
