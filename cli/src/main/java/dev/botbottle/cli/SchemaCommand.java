package dev.botbottle.cli;

import dev.botbottle.manifest.ManifestSchema;
import picocli.CommandLine.Model.CommandSpec;

/** {@code bottle schema}: the manifest's form, for editors. */
final class SchemaCommand implements Command {
  @Override
  public String name() {
    return "schema";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description(
            "Prints a JSON Schema of the manifest. Write it to a file beside the manifest and name"
                + " that in \"$schema\": editors then complete and explain.");
    return spec;
  }

  @Override
  public int run(Invocation invocation) {
    System.out.print(ManifestSchema.text());
    return 0;
  }
}
