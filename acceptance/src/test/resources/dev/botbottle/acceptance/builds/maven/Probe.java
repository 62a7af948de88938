class Probe {
  public static void main(String[] words) {
    int options = new org.apache.commons.cli.Options().getOptions().size();
    System.out.println("built with " + options + " options");
  }
}
