package dev.botbottle.launcher.grant;

import java.nio.file.Path;

/** Where a secret's value is read when a session starts. Its text form is safe to show. */
public sealed interface SecretOrigin {
  /** A variable of the user's environment. */
  record Variable(String name) implements SecretOrigin {
    @Override
    public String toString() {
      return "env:" + name;
    }
  }

  /** A file's content without the line end. */
  record FileContent(Path path) implements SecretOrigin {
    @Override
    public String toString() {
      return "file:" + path;
    }
  }

  /** The private key of a client certificate, in a PEM file. */
  record PrivateKey(Path path) implements SecretOrigin {
    @Override
    public String toString() {
      return "file:" + path;
    }
  }

  /** A text field of a JSON file, such as an agent program's own login. */
  record JsonField(Path path, java.util.List<String> field) implements SecretOrigin {
    public JsonField {
      field = java.util.List.copyOf(field);
    }

    @Override
    public String toString() {
      return "login:" + path;
    }
  }

  /**
   * A login of a package client of the user's.
   *
   * @param client the client that has it
   * @param where the file it is in, or what stands for one
   * @param key which of the logins there
   */
  record ClientLogin(String client, String where, String key) implements SecretOrigin {
    @Override
    public String toString() {
      return client + ":" + where;
    }
  }

  /** What a command prints, run without a shell in an empty directory. */
  record Command(java.util.List<String> command) implements SecretOrigin {
    public Command {
      command = java.util.List.copyOf(command);
    }

    @Override
    public String toString() {
      return "command:" + command.getFirst();
    }
  }

  /** The login in the address of a proxy, which a variable of the user's environment names. */
  record ProxyLogin(String variable) implements SecretOrigin {
    @Override
    public String toString() {
      return "env:" + variable;
    }
  }

  /** A question to the user, answered without echo. */
  record Question(String text) implements SecretOrigin {
    @Override
    public String toString() {
      return "ask:" + text;
    }
  }
}
