package dev.botbottle.gateway.http;

import dev.botbottle.policy.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Header or trailer fields in the order received (RFC 9110 §5). Names compare without regard to
 * case. Values are characters 0 to 255, one for each byte on the wire. Mutable; owned by one
 * thread.
 */
public final class Fields {
  private final List<Field> lines;

  /** No fields. */
  public Fields() {
    lines = new ArrayList<>();
  }

  private Fields(List<Field> lines) {
    this.lines = new ArrayList<>(lines);
  }

  /** An independent copy. */
  public Fields copy() {
    return new Fields(lines);
  }

  /** The fields as they are now. */
  public List<Field> lines() {
    return List.copyOf(lines);
  }

  /** Whether there is no field at all. */
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Adds one line at the end. */
  public Fields add(String name, String value) {
    lines.add(new Field(name, value));
    return this;
  }

  /** Replaces every line of this name by one. */
  public Fields set(String name, String value) {
    remove(name);
    return add(name, value);
  }

  /** Removes every line of this name. */
  public void remove(String name) {
    lines.removeIf(field -> field.name().equalsIgnoreCase(name));
  }

  /** Removes every line that the test accepts. */
  public void removeIf(Predicate<Field> test) {
    lines.removeIf(test);
  }

  /** The first value of this name. */
  public Optional<String> first(String name) {
    for (Field field : lines) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** Every value of this name. */
  public List<String> all(String name) {
    var values = new ArrayList<String>(1);
    for (Field field : lines) {
      if (field.name().equalsIgnoreCase(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /** Whether there is a line of this name. */
  public boolean has(String name) {
    return first(name).isPresent();
  }

  /** The members of a comma-separated list field, over all its lines, trimmed, without empties. */
  public List<String> tokens(String name) {
    var tokens = new ArrayList<String>(2);
    for (String value : all(name)) {
      for (String token : value.split(",", -1)) {
        String trimmed = token.strip();
        if (!trimmed.isEmpty()) {
          tokens.add(trimmed);
        }
      }
    }
    return tokens;
  }

  /** Whether a list field has this member, in any case. */
  public boolean hasToken(String name, String token) {
    for (String member : tokens(name)) {
      if (member.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /** Names only: values may be secret. */
  @Override
  public String toString() {
    return lines.stream().map(Field::name).toList().toString();
  }
}
