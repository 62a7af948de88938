/**
 * The lines of a ledger as OTLP log records, and their way to a collector. It knows what a ledger's
 * line looks like and nothing else of the product; it adds nothing to what the ledger says.
 */
@org.jspecify.annotations.NullMarked
package dev.botbottle.otlp;
