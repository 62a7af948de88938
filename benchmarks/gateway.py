#!/usr/bin/env python3
"""Measures the gateway beside no proxy, squid that opens TLS and mitmproxy: the same client asks the
same server through each, one after another. Called by ./bench gateway [--quick]; prints tables and
writes .build/bench-gateway.json. Everything is on loopback and of this run's own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import processes
from clients import LONGEST, events, new_connections, requests, said
from servers import ECHO, Bottle, Direct, EventServer, Mitmproxy, Nginx, Squid, authority
from tables import show

ROOT = Path(__file__).resolve().parent.parent
FRESH = 20  # seconds after its start that a proxy's memory is looked at, nothing asked
AFTER = 30  # the same after the last of the load
BARE = 2  # seconds of a measurement without a proxy beside one with
EDGE = 0.3  # seconds of a measurement that are not counted at either end: its clients start and end
GRPC = ["--data=message", "-Hcontent-type: application/grpc", "-Hte: trailers"]
CLIENT_OF_EVENTS = "dev.botbottle.testkit.bench.EventClient"
NEEDED = {
    "nginx": "nginx-light", "h2load": "nghttp2-client", "hey": "hey", "proxychains4": "proxychains4",
    "openssl": "openssl"}


def say(text):
    """Tells of the way."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def loads(contender, seconds):
    """What is asked through a contender, in order; it gets warm before each kind."""
    warm, more = contender.warm, 2 if contender.pid else 1
    text, octets, call = ["/text"], ["/octets"], ["/bench.Bodies/Get"]
    # Not one long one: h2load then never ends when its clients have not all connected before it counts.
    for turn in range(contender.warm_ups):
        yield requests(f"warm-up-{turn}", text + octets, 1, warm, 64)
    yield requests("text_1", text, seconds, more, 1)
    yield requests("text_64", text, seconds, more, 64, watched=True)
    if contender.watches:
        yield requests("octets_1", octets, seconds, more, 1)
        yield requests("octets_64", octets, seconds, more, 64)
    yield new_connections("connections_warm-up", "/text", more)
    yield new_connections("connections", "/text", seconds)
    if contender.streams:
        yield requests("h2_warm-up", text, 1, warm, 4, 16)
        yield requests("h2_1", text, seconds, more, 1, 1)
        yield requests("h2_64", text, seconds, more, 4, 16)
        yield requests("grpc_warm-up", call, 1, warm, 4, 16, GRPC)
        yield requests("grpc_1", call, seconds, more, 1, 1, GRPC)
        yield requests("grpc_64", call, seconds, more, 4, 16, GRPC)
    yield events("events", seconds, 3)


class Bench:
    """One run."""

    def __init__(self, nginx, seconds, direct):
        self.nginx, self.seconds, self.direct = nginx, seconds, direct

    def moment(self, contender, root, load):
        """How much has been asked and used until now."""
        client = processes.called(root, load.program)
        machine, stolen = processes.seconds_of_machine()
        return {
            "at": time.monotonic(), "requests": self.nginx.requests(),
            "client": processes.seconds_of(client),
            "server": processes.seconds_of(processes.tree(self.nginx.process.pid)),
            "proxy": processes.seconds_of(processes.tree(contender.pid)) if contender.pid else 0,
            "machine": machine, "stolen": stolen}

    def run(self, contender, load):
        """Runs a load; returns what it found and what it used in its steady middle."""
        root, ended = contender.client.start(load)
        begin = time.monotonic()
        marks = [begin + load.warm_up + EDGE, begin + load.warm_up + load.seconds - EDGE]
        moments, most = [], {"rss": 0, "pss": 0}
        next_look = begin
        while not ended():
            now = time.monotonic()
            if now > begin + LONGEST:
                raise TimeoutError(f"{contender.name}: {load.name} did not end")
            if marks and now >= marks[0]:
                moments.append(self.moment(contender, root, load))
                marks.pop(0)
            if load.watched and contender.pid and now >= next_look:
                next_look = now + 1
                held = processes.memory(contender.pid)
                # One look that did not see it may have been the one that mattered.
                most = {kind: None if None in (most[kind], held[kind]) else max(most[kind], held[kind])
                        for kind in held}
            time.sleep(0.02)
        found = said(contender.client.folder, load)
        if found.get("failed"):
            say(f"{contender.name}: {load.name}: {found['failed']} requests failed{found.get('told', '')}")
        if len(moments) == 2 and load.program != "java":
            found["used"] = used(*moments)
        return found, most

    def measure(self, contender):
        """All loads of a contender; what they found, and the most memory under load."""
        results, busy = {}, None
        for load in loads(contender, self.seconds):
            bare = self.bare(load) if contender.pid and load.name.endswith("_1") else {}
            found, most = self.run(contender, load)
            if "warm-up" not in load.name:
                results[load.name] = {**found, **bare}
            if load.watched and contender.pid:
                busy = most
        return results, busy

    def bare(self, load):
        """The same without a proxy, right before: what one request costs is another thing minutes later."""
        short = [f"-D{BARE}" if word.startswith("-D") else word for word in load.words]
        short = ["--warm-up-time=1" if word.startswith("--warm-up") else word for word in short]
        found, _ = self.run(self.direct, replace(load, words=short, seconds=BARE, warm_up=1))
        return {f"bare_{what}": found[what] for what in ("p50_us", "p99_us")}


def used(first, last):
    """Processor time between two moments: microseconds a request, and cores."""
    spent = {who: last[who] - first[who] for who in ("client", "server", "proxy", "machine", "stolen")}
    spent["others"] = max(0, spent["machine"] - spent["client"] - spent["server"] - spent["proxy"])
    asked, seconds = max(1, last["requests"] - first["requests"]), last["at"] - first["at"]
    return {
        **{f"{who}_us": round(spent[who] * 1e6 / asked, 1) for who in ("client", "server", "proxy")},
        **{f"{who}_cores": round(spent[who] / seconds, 2)
           for who in ("client", "server", "proxy", "others", "stolen")}}


def until(moment):
    """Sleeps until a moment of the monotonic clock."""
    time.sleep(max(0, moment - time.monotonic()))


def proxies(place, nginx, own_events, java):
    """How each proxy is started."""
    classes = ROOT / "testkit/target/classes"
    inside = [*java[:-1], "classes", CLIENT_OF_EVENTS]
    outside = [*java, CLIENT_OF_EVENTS]
    yield lambda: Bottle(place, nginx, own_events, ROOT, inside, classes)
    for kind, package in ((Squid, "squid-openssl"), (Mitmproxy, "mitmproxy")):
        if kind.missing():
            say(f"{kind.__name__.lower()}: not measured, it is not installed (apt-get install {package})")
        else:
            yield lambda kind=kind: kind(place, nginx, own_events, outside)


def measured(place, java, seconds):
    """Everything, as one row for each contender."""
    authority(place)
    nginx = Nginx(place)
    own_events = EventServer(place, java)
    direct = Direct(place, nginx, own_events, [*java, CLIENT_OF_EVENTS])
    bench = Bench(nginx, seconds, direct)
    say("direct")
    rows = [{"name": "direct", "runs": bench.measure(direct)[0]}]
    before, before_ended = None, 0

    def end_before():
        until(before_ended + AFTER)
        rows[-1]["memory"]["after"] = processes.memory(before.pid)
        before.end()

    for start in proxies(place, nginx, own_events, java):
        contender = start()
        until(time.monotonic() + FRESH)
        memory = {"fresh": processes.memory(contender.pid)}
        if before:
            end_before()
        say(contender.name)
        runs, memory["busy"] = bench.measure(contender)
        rows.append({"name": contender.name, "runs": runs, "memory": memory})
        before, before_ended = contender, time.monotonic()
    end_before()
    return rows


def main():
    """The whole run."""
    quick = sys.argv[1:] == ["--quick"]
    os.environ["PATH"] += ":/usr/sbin"  # where nginx and squid are, and an ordinary user does not look
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if not ECHO.exists():
        missing.append("libnginx-mod-http-echo")
    if missing:
        sys.exit(f"bench: nothing measured, tools are not installed (apt-get install {' '.join(missing)})")
    jdk = subprocess.run([ROOT / "scripts/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    if not (ROOT / ".build/image/ready").exists():
        subprocess.run([ROOT / "scripts/build"], check=True)
    subprocess.run(
        ["mvn", "-B", "-q", "-f", ROOT / "pom.xml", "-Pchecks", "-pl", "testkit", "-am", "compile"],
        check=True, stdout=sys.stderr, env={**os.environ, "JAVA_HOME": jdk})
    classes = str(ROOT / "testkit/target/classes")
    java = [f"{jdk}/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes]
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    try:
        rows = measured(place, java, 3 if quick else 8)
    finally:
        for child in processes.children(os.getpid()):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
        shutil.rmtree(place)
    result = {"bench": "gateway", "processors": os.cpu_count(), "quick": quick, "results": rows}
    (ROOT / ".build/bench-gateway.json").write_text(json.dumps(result, indent=1) + "\n")
    show(rows)


if __name__ == "__main__":
    main()
