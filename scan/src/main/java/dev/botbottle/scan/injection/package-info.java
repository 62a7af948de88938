/**
 * What reads like an attempt to instruct the model that will read an answer: a streaming watch that
 * changes nothing, and its rules. Pure; of {@code scan} it uses only what a finding is.
 */
@NullMarked
package dev.botbottle.scan.injection;

import org.jspecify.annotations.NullMarked;
