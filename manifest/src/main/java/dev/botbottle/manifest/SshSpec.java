package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.Optional;

/**
 * One SSH identity as {@code claude-bottle.json} writes it, with the names of ssh_config(5).
 *
 * @param host the name the agent uses
 * @param identityFile the private key's file on the host, as written
 * @param hostName the real name, when another
 * @param user the user name, when given
 * @param port the port, 22 unless given
 * @param knownHostKey the server's key, when given
 * @param origin where it was written
 */
public record SshSpec(
    String host,
    String identityFile,
    Optional<String> hostName,
    Optional<String> user,
    int port,
    Optional<String> knownHostKey,
    Origin origin) {}
