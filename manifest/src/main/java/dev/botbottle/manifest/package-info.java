/** bottle.jsonc to validated records. */
@org.jspecify.annotations.NullMarked
package dev.botbottle.manifest;
