package dev.botbottle.scan;

/** How bad it is when a finding leaves the bottle. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH
}
