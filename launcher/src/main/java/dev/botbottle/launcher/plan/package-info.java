/**
 * From options and host to an immutable plan, and the plan as text and JSON. Looks things up and
 * changes nothing.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.launcher.plan;
