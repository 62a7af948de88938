/**
 * The record of a session: entries, the hash chain that holds them together, and its check. What is
 * written here was scanned and masked by the caller; nothing here decides anything.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.ledger;
