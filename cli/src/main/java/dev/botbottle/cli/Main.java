package dev.botbottle.cli;

/** The program {@code bottle}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.out.println("bottle");
  }
}
