package dev.botbottle.policy;

/** What the launcher tells the gateway during a session: a frame behind the session order. */
public sealed interface ControlMessage permits SecretRenewal, EgressSwitch {}
