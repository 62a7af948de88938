@org.jspecify.annotations.NullMarked
package dev.botbottle.otlp;
