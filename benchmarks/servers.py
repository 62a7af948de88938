"""What the benchmark starts on loopback: servers, and proxies to compare with."""

import os
import re
import shutil
import socket
import struct
import subprocess
from pathlib import Path

from clients import BottleClient, HostClient, wait_for

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
ECHO = Path("/usr/lib/nginx/modules/ngx_http_echo_module.so")
CERTGEN = "/usr/lib/squid/security_file_certgen"


def free_port():
    """A port of loopback that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(port):
    """Whether something listens on a port of loopback."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def authority(place):
    """An authority and a server's certificate of this run's own, P-256 both."""

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, cwd=place, **QUIET)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=bench", "-days", "2")
    openssl("req", *key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=bench.example")
    (place / "leaf.ext").write_text(
        "subjectAltName=DNS:bench.example,DNS:events.example,DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "leaf.ext", "-out", "leaf.pem")
    openssl("pkcs12", "-export", "-in", "leaf.pem", "-inkey", "leaf.key", "-passout", "pass:bench",
            "-out", "leaf.p12")


class Started:
    """A process that ends when it is told to."""

    process: subprocess.Popen

    def end(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait(20)


class Nginx(Started):
    """The server of the 16 KiB: /text, which the gateway reads for instructions to a model, the same
    as /octets, which it does not, and as the answer of a gRPC method."""

    def __init__(self, place):
        self.port, self.status = free_port(), free_port()
        www = place / "www"
        www.mkdir()
        lines = "".join(f"line {i}: nothing that looks like anything else\n" for i in range(1000))
        body = lines[: 16 * 1024].encode()
        (www / "text").write_bytes(body)
        (www / "octets").write_bytes(body)
        (www / "message").write_bytes(b"\0" + struct.pack(">I", len(body)) + body)
        paths = "".join(f"{kind}_temp_path {place}/temporary;" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # A file may not be posted to: what a gRPC method answers is one all the same, once it was asked.
        (place / "nginx.conf").write_text(f"""
            load_module {ECHO}; daemon off; worker_processes 1; pid {place}/nginx.pid; error_log stderr;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; etag off; sendfile off; output_buffers 1 32k; open_file_cache max=10; {paths}
              keepalive_requests 1000000000; keepalive_timeout 1h; keepalive_time 1d;
              server {{
                listen 127.0.0.1:{self.port} ssl http2 backlog=1024; http2_chunk_size 16k;
                ssl_certificate {place}/leaf.pem; ssl_certificate_key {place}/leaf.key;
                root {www}; types {{}} default_type text/plain;
                location = /octets {{ default_type application/octet-stream; }}
                location = /bench.Bodies/Get {{ echo_read_request_body; echo_exec /posted; }}
                location = /posted {{ internal; alias {www}/message; error_page 405 =200 /message; }}
                location = /message {{
                  internal; default_type application/grpc; add_trailer grpc-status 0 always;
                }}
              }}
              server {{ listen 127.0.0.1:{self.status}; location / {{ stub_status; }} }}
            }}""")
        self.process = subprocess.Popen(
            ["nginx", "-e", "stderr", "-p", place, "-c", place / "nginx.conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_for("nginx", 10, lambda: listens(self.port))

    def requests(self):
        """How many requests it has had."""
        with socket.create_connection(("127.0.0.1", self.status)) as asked:
            asked.sendall(b"GET / HTTP/1.0\r\n\r\n")
            text = asked.makefile().read()
        return int(re.search(r"requests\n \d+ \d+ (\d+)", text).group(1))


class EventServer(Started):
    """The server of events, which nginx has none of; see the test kit."""

    def __init__(self, place, java):
        with open(place / "events-port", "wb") as out:
            self.process = subprocess.Popen(
                [*java, "dev.botbottle.testkit.bench.EventServer", place / "leaf.p12", "bench"],
                stdin=subprocess.DEVNULL, stdout=out)
        wait_for("the server of events", 20, (place / "events-port").read_text)
        self.port = int((place / "events-port").read_text())


class Direct:
    """No proxy."""

    name, streams, watches, warm, warm_ups, pid = "direct", True, True, 1, 1, None

    def __init__(self, place, nginx, events, java):
        self.client = HostClient(place / "direct", nginx.port, events.port, 0, place / "ca.pem", java)


class Bottle(Started):
    """A bottle, its gateway looking through everything both ways and writing its ledger."""

    # A Java runtime compiles what it finds hot, in its first minute.
    name, streams, watches, warm, warm_ups = "bottle", True, True, 18, 3

    def __init__(self, place, nginx, events, root, java, classes):
        self.client = BottleClient(place / "bottle", java)
        shutil.copytree(classes, place / "bottle" / "classes")
        config = place / "config"
        config.mkdir()
        routes = ",".join(
            f'{{ "host": "{host}.example", "connect": "127.0.0.1:{port}", "ca": "{place}/ca.pem" }}'
            for host, port in (("bench", nginx.port), ("events", events.port)))
        (config / "bottle.jsonc").write_text(
            f'{{ "bottles": {{ "default": {{ "egress": {{ "allowlist": [{routes}] }} }} }} }}')
        homes = {f"BOTTLE_{kind}_HOME": str(place / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE")}
        with open(place / "bottle.log", "wb") as log:
            self.process = subprocess.Popen(
                [root / "bottle", "start", "--yes", "--", "sh", "-c", BottleClient.SHELL],
                cwd=place / "bottle", env={**os.environ, **homes}, stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=log)
        self.client.open(self.process)
        found = []

        def known():
            if self.process.poll() is not None:
                raise RuntimeError((place / "bottle.log").read_text())
            for record in (place / "state").glob("sessions/*/session.properties"):
                found.extend(re.findall(r"^process\.gateway=.*,.*,(\d+),", record.read_text(), re.M))
            return found

        wait_for("the bottle's gateway", 20, known)
        self.pid = int(found[0])

    def end(self):
        """The shell ends with its orders, the bottle with it, once its ledger has been read and sealed:
        that is a million lines by then."""
        self.process.stdin.close()
        self.process.wait(120)


class Squid(Started):
    """squid, which opens TLS and scans nothing."""

    name, streams, watches, warm, warm_ups = "squid", False, False, 5, 1

    def __init__(self, place, nginx, events, java):
        port, own = free_port(), place / "squid"
        self.client = HostClient(own, nginx.port, events.port, port, place / "ca.pem", java)
        subprocess.run([CERTGEN, "-c", "-s", own / "db", "-M", "4MB"], check=True, **QUIET)
        (own / "squid.conf").write_text(f"""
http_port 127.0.0.1:{port} ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert={place}/ca.pem tls-key={place}/ca.key
sslcrtd_program {CERTGEN} -s {own}/db -M 4MB
ssl_bump bump all
tls_outgoing_options cafile={place}/ca.pem
http_access allow all
cache deny all
cache_mem 8 MB
access_log none
cache_log {own}/log
coredump_dir {own}
pid_filename none
visible_hostname bench
shutdown_lifetime 0 seconds
""")
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "proxy:proxy", own], check=True)  # the id it takes
            (place / "ca.key").chmod(0o644)
        self.process = subprocess.Popen(["squid", "-N", "-f", own / "squid.conf"], **QUIET)
        self.pid = self.process.pid
        wait_for("squid", 20, lambda: listens(port))

    @staticmethod
    def missing():
        """Whether it is not installed, or without TLS."""
        return not shutil.which("squid") or not Path(CERTGEN).exists()


class Mitmproxy(Started):
    """mitmproxy, without a window and without an add-on of ours."""

    name, streams, watches, warm, warm_ups = "mitmproxy", True, False, 5, 1

    def __init__(self, place, nginx, events, java):
        port, own = free_port(), place / "mitmproxy"
        roots = own / "mitmproxy-ca-cert.pem"
        self.client = HostClient(own, nginx.port, events.port, port, roots, java)
        # As it is out of the box it keeps an endless answer to itself.
        self.process = subprocess.Popen(
            ["mitmdump", "-q", "--set", "stream_large_bodies=1", "--listen-host", "127.0.0.1", "-p", str(port),
             "--set", f"confdir={own}", "--set", f"ssl_verify_upstream_trusted_ca={place}/ca.pem"], **QUIET)
        self.pid = self.process.pid
        wait_for("mitmproxy", 20, lambda: listens(port) and roots.exists())

    @staticmethod
    def missing():
        """Whether it is not installed."""
        return not shutil.which("mitmdump")
