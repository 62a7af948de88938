package dev.botbottle.testkit.lab;

/** Whom a command in the lab's host namespace runs as. */
public enum Account {
  /** User id 0 of the lab. */
  ROOT,
  /** User id 1000 of the lab, without any privilege over it. */
  USER
}
