package dev.botbottle.scan.injection;

/** The marks to watch for: those of the rules, and what begins that a person does not see. */
final class Marks {
  static final String COMMENT_BEGINS = "<!--";
  static final String LINE_BEGINS = "[//]: #"; // a link's definition: Markdown shows nothing

  static final Trie ALL =
      Trie.of(InjectionRules.builtIn().marks().keySet(), COMMENT_BEGINS, LINE_BEGINS);

  private Marks() {}
}
