package dev.botbottle.testkit.lab;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that serves one side of the lab, in that side's network namespace. It takes its order
 * on standard input, tells what arrives on standard output, and ends when its input does.
 */
public final class LabServers {
  private final List<TcpServer> tcp = new ArrayList<>();
  private final List<UdpServer> udp = new ArrayList<>();

  private final List<UnixServer> unix = new ArrayList<>();

  private LabServers() {}

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    Witness witness = new Witness(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    witness.say(Wire.HELLO);
    DataInputStream in = new DataInputStream(System.in);
    LabServers servers = new LabServers();
    try {
      servers.start(Wire.readOrder(in), witness);
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      witness.fail(e.toString());
      return;
    }
    witness.say(Wire.READY);
    while (in.read() == Wire.SYNC) {
      servers.sync();
      witness.say(Wire.SYNCED);
    }
    Runtime.getRuntime().halt(0);
  }

  private void start(Wire.Order order, Witness witness)
      throws IOException, ReflectiveOperationException {
    Sites sites = new Sites(order.sites());
    LabNames names = new LabNames(sites.names());
    LabTls tls = new LabTls(order.root());
    for (int port : order.ports()) {
      tcp.add(
          new TcpServer(
              order.side(), new InetSocketAddress(port), sites, tls, names, witness::saw));
    }
    for (String address : order.nameServers()) {
      udp.add(UdpServer.answering(order.side(), address, names, witness));
    }
    for (int port : order.udpPorts()) {
      udp.add(UdpServer.watching(order.side(), port, names, witness));
    }
    for (String path : order.unixSockets()) {
      unix.add(new UnixServer(order.side(), Path.of(path), witness));
    }
    for (TcpServer server : tcp) {
      server.start();
    }
    for (UdpServer server : udp) {
      server.start();
    }
    for (UnixServer server : unix) {
      server.start();
    }
  }

  private void sync() throws IOException, InterruptedException {
    for (TcpServer server : tcp) {
      server.sync();
    }
    for (UdpServer server : udp) {
      server.sync();
    }
    for (UnixServer server : unix) {
      server.sync();
    }
  }
}
