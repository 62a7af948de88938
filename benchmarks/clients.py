"""How the clients are run, and what they say. They are the same for every contender: h2load for
requests over kept connections, hey for new connections, a small Java program for events."""

import json
import re
import shlex
import subprocess
import time
from dataclasses import dataclass

# h2load knows no proxy: this library asks one, where the client connects, and does nothing later.
PROXIED = ["env", "LD_PRELOAD=libproxychains.so.4", "PROXYCHAINS_CONF_FILE=proxychains.conf"]
LONGEST = 40  # seconds that a run may take


def proxychains(port):
    """The library's settings. A name is asked of the proxy, not of a resolver."""
    return (
        "strict_chain\nquiet_mode\nproxy_dns\nremote_dns_subnet 224\n"
        f"tcp_read_time_out 15000\ntcp_connect_time_out 8000\n[ProxyList]\nhttp 127.0.0.1 {port}\n"
    )


def wait_for(what, seconds, asked):
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not asked():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


@dataclass
class Load:
    """Something that is asked for again and again."""

    name: str
    program: str  # h2load, hey or java
    words: list
    paths: list
    seconds: int
    warm_up: int = 0
    watched: bool = False  # whether the most memory is looked for meanwhile


def requests(name, paths, seconds, warm_up, connections, streams=0, posts=(), watched=False):
    """Requests over kept connections, in HTTP/2 where there are streams."""
    words = ["-t1", f"-c{connections}", f"-D{seconds}", f"--warm-up-time={warm_up}"]
    words += [f"-m{streams}"] if streams else ["--h1"]
    words += [*posts, f"--log-file=done/{name}.log"]
    return Load(name, "h2load", words, paths, seconds, warm_up, watched)


def new_connections(name, path, seconds):
    """One request over each new connection, four at a time, none with what an earlier one agreed."""
    return Load(name, "hey", ["-z", f"{seconds}s", "-c", "4", "-disable-keepalive"], [path], seconds)


def events(name, seconds, warm_up):
    """Events as they come."""
    return Load(name, "java", [str(warm_up), str(seconds)], [], seconds, warm_up)


class HostClient:
    """Runs clients on this machine, through a proxy or none, in a folder of their own."""

    def __init__(self, folder, port, events_port, proxy_port, roots, java):
        self.folder, self.java = folder, java
        self.authority, self.events_authority = f"localhost:{port}", f"localhost:{events_port}"
        self.proxy_port, self.roots = proxy_port, str(roots)
        (folder / "done").mkdir(parents=True)
        (folder / "message").write_bytes(b"\0\0\0\0\1x")  # what a gRPC method is called with
        if proxy_port:
            (folder / "proxychains.conf").write_text(proxychains(proxy_port))

    def command(self, load):
        """The arguments that run a load."""
        proxy = f"127.0.0.1:{self.proxy_port}" if self.proxy_port else "-"
        limit = ["timeout", str(LONGEST - 5)]
        if load.program == "java":
            return [*limit, *self.java, *load.words, self.events_authority, proxy, self.roots]
        words = [*load.words, *(f"https://{self.authority}{path}" for path in load.paths)]
        if load.program == "hey":
            return [*limit, "hey", *(["-x", f"http://{proxy}"] if self.proxy_port else []), *words]
        return [*limit, *(PROXIED if self.proxy_port else []), "h2load", *words]

    def start(self, load):
        """Starts a load; what it says goes to a file."""
        with open(self.folder / "done" / f"{load.name}.out", "wb") as out:
            process = subprocess.Popen(
                self.command(load), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT)
        return process.pid, lambda: process.poll() is not None


class BottleClient(HostClient):
    """Runs clients in a bottle: one bottle, whose shell does what it is told line by line, because
    each load has to go through the same gateway."""

    SHELL = (
        'while read -r id command; do sh -c "$command" </dev/null >"done/$id.out" 2>&1; '
        ': >"done/$id.end"; done'
    )

    def __init__(self, folder, java):
        super().__init__(folder, 0, 0, 3128, "-", java)
        self.authority, self.events_authority = "bench.example", "events.example:443"
        self.bottle = None

    def open(self, bottle):
        """The bottle has been started and reads orders."""
        self.bottle = bottle

    def start(self, load):
        end = self.folder / "done" / f"{load.name}.end"
        end.unlink(missing_ok=True)  # of an earlier load of this name
        self.bottle.stdin.write(f"{load.name} {shlex.join(self.command(load))}\n".encode())
        self.bottle.stdin.flush()
        return self.bottle.pid, end.exists


def said(folder, load):
    """What a load found, from what its client wrote."""
    text = (folder / "done" / f"{load.name}.out").read_text(errors="replace")
    try:
        if load.program == "java":
            return json.loads(text.splitlines()[-1])
        if load.program == "hey":
            good = sum(int(n) for n in re.findall(r"\[200\]\s+(\d+) responses", text))
            others = re.findall(r"\[(?!200\])\d+\]\s+(\d+) responses", text)
            none = re.findall(r"^\s+\[(\d+)\]\s+(?:Get|Post) ", text, re.M)
            bad = sum(int(n) for n in others + none)
            return {"count": good, "failed": bad, "per_second": good / load.seconds}
        log = folder / "done" / f"{load.name}.log"
        with open(log, encoding="ascii") as lines:
            micros = sorted(int(line.split("\t")[2]) for line in lines)
        log.unlink()
        counted = re.search(r"requests: .* (\d+) failed, .*\nstatus codes: .*", text)
        return {
            "count": len(micros), "failed": int(counted.group(1)), "told": f" ({counted.group(0)})",
            "per_second": len(micros) / load.seconds,
            "p50_us": micros[len(micros) // 2], "p99_us": micros[int(len(micros) * 0.99)]}
    except (OSError, ValueError, IndexError, AttributeError) as error:
        raise RuntimeError(f"{load.name}: {load.program} said nothing that is understood:\n{text}") from error
