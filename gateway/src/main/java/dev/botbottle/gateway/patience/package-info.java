/** Waits that end by a clock. */
@NullMarked
package dev.botbottle.gateway.patience;

import org.jspecify.annotations.NullMarked;
