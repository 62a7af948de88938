package dev.botbottle.gateway;

import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.Shelf;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.gateway.tls.LeafContexts;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import java.util.List;

/**
 * What every connection of one bottle shares.
 *
 * @param policy what the help page shows
 * @param engine decides
 * @param gatekeeper decides about requests
 * @param inspector scans
 * @param recorder records
 * @param page answers what is refused
 * @param pool connections to servers
 * @param names what addresses of the session's DNS mean
 * @param leaves certificates towards the bottle
 * @param helpLines the help page
 * @param memory for bodies that are decoded
 * @param answers memory for answers that are decoded to be looked at
 * @param patience ends waits that take too long
 * @param shelf buffers that are used again
 * @param meters what the policy's limits leave
 * @param streams what connections that speak HTTP/2 share
 * @param limits what a client may use
 */
record Session(
    Policy policy,
    PolicyEngine engine,
    Gatekeeper gatekeeper,
    Inspector inspector,
    Recorder recorder,
    RefusalPage page,
    UpstreamPool pool,
    MeantNames names,
    LeafContexts leaves,
    List<String> helpLines,
    WindowMemory memory,
    WindowMemory answers,
    Patience patience,
    Shelf shelf,
    Meters meters,
    StreamLimits streams,
    Limits limits) {}
