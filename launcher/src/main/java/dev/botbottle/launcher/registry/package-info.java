/**
 * The logins and settings the user's package clients have for their registries, as their own
 * user-level files tell them. Values of logins are looked at when a plan is made and kept only when
 * a session starts; nothing here reads a project's configuration.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.registry;
