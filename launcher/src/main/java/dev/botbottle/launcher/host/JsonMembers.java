package dev.botbottle.launcher.host;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The way to one member of a JSON text, which is not kept in memory but for that. */
public final class JsonMembers {
  private JsonMembers() {}

  /**
   * Moves from the beginning of an object to the value of one of its own members; false when it is
   * no object or has no such member.
   */
  public static boolean enter(JsonParser json, String member) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean wanted = json.currentName().equals(member);
      json.nextToken();
      if (wanted) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }
}
