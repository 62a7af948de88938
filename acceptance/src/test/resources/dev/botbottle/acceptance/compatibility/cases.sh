# What each client does in a bottle, one after the other. Each script begins in an empty workspace,
# says its client's version behind "@@ version", and works if it ends with 0.
# CompatibilityPageTest runs them and holds the results against docs/compatibility.md.

### git clone
does: a repository over HTTPS, Git's protocol version 2
needs: git
bottle: code
---
echo "@@ version $(git --version)"
git clone -q https://git.example.com/app.git app
test "$(cat app/file)" = "kept in the repository"
git clone -q --depth 1 https://git.example.com/app.git shallow
test "$(git -C shallow rev-list --count HEAD)" = 1

### git fetch
does: of what is new, after telling of two hundred commits of its own: the request is coded with gzip
needs: git
bottle: code
---
echo "@@ version $(git --version)"
git clone -q https://git.example.com/app.git app && cd app
for i in $(seq 200); do echo "$i" >own && git add own && git commit -q -m "$i"; done
git fetch -q https://git.example.com/more.git main
test "$(git show FETCH_HEAD:file)" = "kept in more"

### git push
does: 3 MB in chunks, with a login that the gateway puts in
needs: git
bottle: code
---
echo "@@ version $(git --version)"
git clone -q https://git.example.com/app.git app && cd app
head -c 3000000 /dev/urandom >large && git add large && git commit -q -m large
git push -q origin HEAD:refs/heads/work
test "$(git ls-remote origin work | cut -f 1)" = "$(git rev-parse HEAD)"

### npm
does: install, and ask for an audit, which not every registry answers
needs: npm node
bottle: npm
---
echo "@@ version $(npm -v)"
cat >package.json <<'J'
{ "name": "p", "version": "1.0.0", "private": true, "dependencies": { "is-number": "7.0.0", "@types/node": "20.0.0" } }
J
npm install --no-fund
npm audit || true
node -e 'process.exit(require("is-number")(5) ? 0 : 1)'

### pnpm
does: install
needs: npm node
bottle: npm
---
echo "@@ version $(npx -y pnpm@9 -v)"
echo '{ "name": "p", "version": "1.0.0", "dependencies": { "is-number": "7.0.0" } }' >package.json
npx -y pnpm@9 install
node -e 'process.exit(require("is-number")(5) ? 0 : 1)'

### yarn classic
does: install
needs: npm node
bottle: npm
note: a lock file that names another host of packages needs that host in `allowlist`
---
echo "@@ version $(npx -y yarn@1.22.22 -v)"
echo '{ "name": "p", "version": "1.0.0", "dependencies": { "is-number": "7.0.0" } }' >package.json
npx -y yarn@1.22.22 install
node -e 'process.exit(require("is-number")(5) ? 0 : 1)'

### yarn berry
does: install, plug'n'play
needs: npm node
bottle: npm
---
echo "@@ version $(npx -y @yarnpkg/cli-dist@4.5.3 -v)"
echo '{ "name": "p", "version": "1.0.0", "dependencies": { "is-number": "7.0.0" } }' >package.json
touch yarn.lock
npx -y @yarnpkg/cli-dist@4.5.3 install
npx -y @yarnpkg/cli-dist@4.5.3 node -e 'process.exit(require("is-number")(5) ? 0 : 1)'

### pip
does: install into a virtual environment
needs: python3 pip
bottle: pip
---
python3 -m venv v
echo "@@ version $(v/bin/pip --version | cut -d ' ' -f 1-2)"
v/bin/pip install -q --disable-pip-version-check six==1.16.0
v/bin/python -c 'import six'

### uv
does: install into a virtual environment
needs: python3 pip
bottle: pip
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check uv
echo "@@ version $(v/bin/uv --version | cut -d ' ' -f 1-2)"
v/bin/uv venv -q w
VIRTUAL_ENV=w v/bin/uv pip install -q six==1.16.0
w/bin/python -c 'import six'

### Maven
does: package, with plugins and a dependency
needs: mvn java
bottle: maven
---
echo "@@ version $(mvn -v | grep -o 'Maven [0-9.]*')"
mkdir -p src/main/java
cat >pom.xml <<'J'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>probe</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
  </properties>
  <dependencies>
    <dependency><groupId>commons-cli</groupId><artifactId>commons-cli</artifactId><version>1.5.0</version></dependency>
  </dependencies>
</project>
J
echo 'class P { org.apache.commons.cli.Options options; }' >src/main/java/P.java
mvn -B -ntp -q package
test -f target/probe-1.jar

### Gradle
does: build, with a dependency of Maven's central repository
needs: gradle java
bottle: maven
note: the preset `maven` knows the repositories that Maven is configured for; others that a build script names, Gradle's own for plugins and distributions as well, have to be in `allowlist`
---
echo "@@ version $(gradle --version 2>/dev/null | grep '^Gradle ')"
mkdir -p src/main/java
cat >build.gradle <<'J'
apply plugin: 'java'
repositories { mavenCentral() }
configurations { used }
dependencies { used 'commons-cli:commons-cli:1.5.0' }
sourceSets.main.compileClasspath += configurations.used
J
echo 'class P { org.apache.commons.cli.Options options; }' >src/main/java/P.java
gradle --no-daemon -q build
test -n "$(ls build/libs/*.jar)"

### Go
does: mod tidy and run, checksums from their database included
needs: go
bottle: go
---
echo "@@ version $(go version | cut -d ' ' -f 3)"
go mod init x
cat >main.go <<'J'
package main

import "github.com/google/uuid"

func main() { println(len(uuid.NewString())) }
J
go mod tidy
go run .

### cargo
does: run, with a dependency of a sparse index
needs: cargo rustc
bottle: cargo
note: the preset knows the registries that cargo has been used with on the host
---
echo "@@ version $(cargo --version | cut -d ' ' -f 1-2)"
mkdir src
printf '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nitoa = "1"\n' >Cargo.toml
echo 'fn main() { println!("{}", itoa::Buffer::new().format(5)) }' >src/main.rs
test "$(cargo run -q)" = 5

### apt
does: update and download, with the host's sources
needs: apt-get
bottle: apt
note: a bottle has no `/etc/apt`: give apt a copy of your sources, and folders of its own; the denials are its questions for SRV records, of which a bottle's DNS has none
---
echo "@@ version $(apt-get --version | head -1 | cut -d ' ' -f 1-2)"
mkdir -p state/lists/partial cache/archives/partial
own="-o Dir::Etc=$PWD/etc -o Dir::State=$PWD/state -o Dir::Cache=$PWD/cache"
apt-get $own -o Dir::State::status=/dev/null -q update
apt-get $own -o Dir::State::status=/dev/null -q download hello
ls hello_*.deb

### skopeo
does: copy of a container image: token, manifest, blobs behind redirects to signed addresses
needs: skopeo
bottle: images
note: the registry's route says `"credentials": "client"`: its tokens are JWTs, made for whoever asks
---
echo "@@ version $(skopeo --version | cut -d ' ' -f 1-3)"
skopeo --tmpdir . --insecure-policy copy -q docker://images.example.com/lib/app:1 dir:image
test "$(find image -type f -size +200k | wc -l)" = 1

### curl
does: a blob of a container registry in ranges, HTTP/2, following a redirect to a signed address
needs: curl
bottle: images
---
echo "@@ version $(curl --version | cut -d ' ' -f 1-2 | head -1)"
registry=https://images.example.com/v2
token=$(curl -sSf "https://tokens.example.com/token?service=images.example.com&scope=repository:lib/app:pull" | cut -d '"' -f 4)
ask() { curl -sSfL --http2 -H "Authorization: Bearer $token" "$@"; }
layer=$(ask $registry/lib/app/manifests/1 | grep -o 'sha256:[0-9a-f]*' | tail -1)
ask -r 0-99999 -o first $registry/lib/app/blobs/$layer
ask -r 100000- -o second $registry/lib/app/blobs/$layer
test "sha256:$(cat first second | sha256sum | cut -d ' ' -f 1)" = "$layer"

### curl, uploads
does: 2 MB of a form over HTTP/2, and 2 MB over HTTP/1.1 that wait to be asked for (`Expect: 100-continue`)
needs: curl
bottle: plain
---
echo "@@ version $(curl --version | cut -d ' ' -f 1-2 | head -1)"
head -c 2000000 /dev/zero | tr '\0' 'a' >large
curl -sSf --http2 -F file=@large https://docs.example.com/upload | grep -q '^POST /upload'
curl -sSf --http1.1 -H 'Expect: 100-continue' -T large https://docs.example.com/upload | grep -q '^PUT /upload'

### wget
does: a download, continued where it ended
needs: wget
bottle: images
---
echo "@@ version $(wget --version | head -1 | cut -d ' ' -f 1-3)"
blob=https://blobs.example.com/docker/registry/v2/blobs/sha256:0/data
wget -q -O whole "$blob"
head -c 100 whole >part
wget -q -c -O part "$blob"
cmp whole part

### gh
does: the API of a code host, reading and writing, with a token that the gateway puts in
needs: gh
bottle: code
---
echo "@@ version $(gh --version | head -1 | cut -d ' ' -f 1-3)"
export GH_HOST=code.example.com GH_ENTERPRISE_TOKEN=$CODE_TOKEN GH_NO_UPDATE_NOTIFIER=1
gh api repos/acme/app | grep -q '^GET /api/v3/repos/acme/app'
gh api repos/acme/app/issues -f title=found -f body='it is slow' | grep -q '^POST /api/v3/repos/acme/app/issues'

### Python urllib
does: GET and POST
needs: python3
bottle: plain
---
echo "@@ version $(python3 --version)"
python3 - <<'J'
from urllib.request import urlopen
assert urlopen("https://docs.example.com/a").read().startswith(b"GET /a")
assert urlopen("https://docs.example.com/b", data=b"x=1").read().startswith(b"POST /b")
J

### Python requests
does: GET and POST of JSON, in a session
needs: python3
bottle: plain
---
/usr/bin/python3 - <<'J'
import requests
print("@@ version requests", requests.__version__)
with requests.Session() as session:
    assert session.get("https://docs.example.com/a").text.startswith("GET /a")
    assert session.post("https://docs.example.com/b", json={"x": [1, 2]}).text.startswith("POST /b")
J

### Node fetch
does: GET and POST of JSON
needs: node
bottle: plain
---
echo "@@ version node $(node --version)"
cat >fetch.mjs <<'J'
const ask = async (path, init) => (await fetch('https://docs.example.com' + path, init)).text();
if (!(await ask('/a')).startsWith('GET /a')) process.exit(1);
const body = JSON.stringify({ x: [1, 2] });
if (!(await ask('/b', { method: 'POST', body })).startsWith('POST /b')) process.exit(1);
J
node fetch.mjs

### Java HttpClient
does: GET and POST, HTTP/2
needs: java
bottle: plain
---
echo "@@ version java $(java -version 2>&1 | head -1 | cut -d '"' -f 2)"
cat >Fetch.java <<'J'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class Fetch {
  public static void main(String[] arguments) throws Exception {
    var client = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(URI.create("https://docs.example.com/b"));
    for (var ask :
        new HttpRequest[] {
          request.copy().GET().build(),
          request.POST(HttpRequest.BodyPublishers.ofString("x=1")).build()
        }) {
      var answer = client.send(ask, BodyHandlers.ofString());
      if (!answer.body().startsWith(ask.method() + " /b") || !answer.version().name().equals("HTTP_2")) {
        System.exit(1);
      }
    }
  }
}
J
java Fetch.java

### Python httpx
does: GET and POST of JSON over HTTP/1.1 and HTTP/2
needs: python3 pip node
bottle: live
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check 'httpx[http2]'
v/bin/python - <<'J'
import httpx
print("@@ version httpx", httpx.__version__)
for http2 in (False, True):
    with httpx.Client(http2=http2) as client:
        assert client.get("https://otel.example.com/a").text == "GET /a"
        assert client.post("https://otel.example.com/b", json={"x": [1, 2]}).text == "POST /b"
J

### Python websockets
does: a conversation of JSON and bytes over WebSocket, up to 1 MB a message, deflated where it can be
needs: python3 pip node
bottle: live
note: the route says `"websocket": true`; with a token or a session in the address `"credentials": "client"` as well
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check websockets
v/bin/python - <<'J'
import asyncio, base64, hashlib, hmac, json, os, random, uuid, websockets

random.seed(5)
def bytes_(n): return random.randbytes(n)
def kernel(kind, content):  # as notebooks talk to their kernels
    parts = [{"msg_id": uuid.uuid4().hex, "session": uuid.uuid4().hex, "username": "ann", "msg_type": kind,
              "date": "2026-11-22T01:02:03.456789Z", "version": "5.3"}, {}, {}, content]
    sign = hmac.new(b"notebook", digestmod=hashlib.sha256)
    for part in parts: sign.update(json.dumps(part).encode())
    return json.dumps({"header": parts[0], "parent_header": {}, "metadata": {}, "content": content,
                       "buffers": [], "signature": sign.hexdigest(), "channel": "shell"})
def browser(i, method, **params):  # as debuggers talk to browsers
    return json.dumps({"id": i, "method": method, "params": params, "sessionId": bytes_(16).hex().upper()})

async def main():
    print("@@ version websockets", websockets.__version__)
    says = [
        kernel("execute_request", {"code": "import numpy as np\nnp.random.rand(3)", "silent": False}),
        kernel("complete_request", {"code": "np.ran", "cursor_pos": 6}),
        browser(1, "Target.attachToTarget", targetId=bytes_(16).hex().upper(), flatten=True),
        browser(2, "Fetch.fulfillRequest", requestId="interception-job-3.0", responseCode=200,
                body=base64.b64encode(bytes_(20_000)).decode()),
        browser(3, "Runtime.evaluate", expression="document.title", awaitPromise=True),
        json.dumps({"type": "subscribe", "id": str(uuid.uuid4()),
                    "payload": {"query": "subscription { built(id: 4) { commit state } }"}}),
        json.dumps({"jsonrpc": "2.0", "id": 7, "method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": "file:///home/ann/work/src/Main.java", "languageId": "java", "version": 1,
            "text": "final class Main {\n  // sha256 " + hashlib.sha256(b"x").hexdigest() + "\n}\n" * 50}}}),
        "42[\"cursor\",{\"at\":[3,14],\"by\":\"" + str(uuid.uuid4()) + "\"}]",
        bytes_(4), bytes_(700), bytes_(1_000_000), "", "\u00fcber \u2713 " * 5000,
    ]
    async with websockets.connect("wss://talk.example.com/api/kernels/" + str(uuid.uuid4()) + "/channels?subscription="
                                  + uuid.uuid4().hex, max_size=2**22) as talk:
        for said in says:
            await talk.send(said)
            assert await talk.recv() == said
        await talk.send(["in ", "three ", "frames"])
        assert await talk.recv() == "in three frames"
        await (await talk.ping())

asyncio.run(main())
J

### Node ws
does: the same with Node's most used client, its library's defaults and deflated
needs: node npm
bottle: live
note: the route says `"websocket": true`; with a token or a session in the address `"credentials": "client"` as well
---
npm install --no-fund --no-audit --silent ws
cat >talk.mjs <<'J'
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';

console.log('@@ version ws', JSON.parse(readFileSync('node_modules/ws/package.json')).version);
const hash = (text) => createHash('sha512').update(text).digest('base64');
const says = [
  JSON.stringify({ type: 'input_audio_buffer.append', event_id: 'event_' + randomBytes(9).toString('base64url'), audio: randomBytes(4800).toString('base64') }),
  JSON.stringify({ type: 'update', updates: [{ type: 'js-update', timestamp: 1795000000000, path: '/src/App.tsx', acceptedPath: '/src/App.tsx' }] }),
  JSON.stringify({ type: 'hash', data: randomBytes(10).toString('hex') }),
  JSON.stringify({ integrity: 'sha512-' + hash('a'), resolved: 'https://npm.example.com/a/-/a-1.0.0.tgz' }),
  JSON.stringify({ traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`, id: randomUUID() }),
  JSON.stringify({ method: 'Debugger.scriptParsed', params: { scriptId: '84', hash: randomBytes(32).toString('hex'), sourceMapURL: 'data:application/json;base64,' + Buffer.from(JSON.stringify({ version: 3, sources: ['a.ts'], mappings: 'AAAA,SAASA,IAAI,CAAC,CAAC'.repeat(40) })).toString('base64') } }),
  randomBytes(90_000),
];
for (const perMessageDeflate of [true, { threshold: 0 }, false]) {
  const socket = new WebSocket('wss://talk.example.com/hmr?v=' + randomUUID().slice(0, 8), { perMessageDeflate });
  await once(socket, 'open');
  for (const said of says) {
    socket.send(said);
    const [heard] = await once(socket, 'message');
    if (!heard.equals(Buffer.from(said))) process.exit(1);
  }
  socket.close();
  await once(socket, 'close');
}
J
node talk.mjs

### Python gRPC
does: calls of one message, of many, and of both sides in turn, gzip included
needs: python3 pip node
bottle: live
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check grpcio googleapis-common-protos
v/bin/python - <<'J'
import random, uuid, grpc
from google.protobuf import struct_pb2, timestamp_pb2
from google.rpc import error_details_pb2, status_pb2

print("@@ version grpcio", grpc.__version__)
random.seed(6)
def record():
    struct = struct_pb2.Struct()
    struct.update({"id": str(uuid.uuid4()), "digest": random.randbytes(32).hex(), "etag": random.randbytes(12).hex(),
                   "labels": ["build", "ci"], "size": random.randrange(10**9)})
    return struct.SerializeToString()
def failure():
    status = status_pb2.Status(code=3, message="no such field")
    status.details.add().Pack(error_details_pb2.RequestInfo(request_id=uuid.uuid4().hex))
    return status.SerializeToString()
meta = [("x-request-id", str(uuid.uuid4())), ("traceparent", "00-%s-%s-01" % (random.randbytes(16).hex(), random.randbytes(8).hex())),
        ("state-bin", random.randbytes(60))]
with grpc.secure_channel("talk.example.com:443", grpc.ssl_channel_credentials()) as channel:
    one = channel.unary_unary("/store.v1.Store/Put")
    for said in (record(), failure(), b"", random.randbytes(300_000)):
        assert one(said, metadata=meta, timeout=20) == said
    assert one(record() * 30, compression=grpc.Compression.Gzip, timeout=20)
    many = [random.randbytes(65_536) for _ in range(8)] + [record() for _ in range(20)]
    assert list(channel.stream_stream("/store.v1.Store/Upload")(iter(many), timeout=20)) == many
    assert len(list(channel.unary_stream("/grpc.health.v1.Health/Watch")(b"\n\x05store", timeout=20))) == 1
J

### Node gRPC
does: calls of one message and of both sides in turn
needs: node npm
bottle: live
note: connections that it opens and leaves without a word may stand in the ledger as `silent`
---
npm install --no-fund --no-audit --silent @grpc/grpc-js
cat >call.cjs <<'J'
const grpc = require('@grpc/grpc-js');
const { randomBytes, randomUUID } = require('node:crypto');
console.log('@@ version grpc-js', require('@grpc/grpc-js/package.json').version);
const as = (path, requestStream, responseStream) => ({
  path, requestStream, responseStream,
  requestSerialize: (b) => b, requestDeserialize: (b) => b, responseSerialize: (b) => b, responseDeserialize: (b) => b,
});
const Store = grpc.makeGenericClientConstructor({
  get: as('/store.v1.Store/Get', false, false),
  sync: as('/store.v1.Store/Sync', true, true),
});
const client = new Store('talk.example.com:443', grpc.credentials.createSsl());
const meta = new grpc.Metadata();
meta.set('x-request-id', randomUUID());
const asked = Buffer.concat([Buffer.from([10, 36]), Buffer.from(randomUUID())]);
client.get(asked, meta, { deadline: Date.now() + 20000 }, (error, answer) => {
  if (error || !answer.equals(asked)) throw error ?? new Error('another answer');
  const says = Array.from({ length: 12 }, (_, i) => randomBytes(1000 * i + 1));
  let heard = 0;
  const call = client.sync(meta, { deadline: Date.now() + 20000 });
  call.on('data', (bytes) => {
    if (!bytes.equals(says[heard])) throw new Error('another answer');
    heard++;
    if (heard < says.length) call.write(says[heard]);
    else call.end();
  });
  call.on('status', (status) => process.exit(status.code === 0 && heard === says.length ? 0 : 1));
  call.write(says[0]);
});
J
node call.cjs

### OpenTelemetry, Python
does: traces and metrics to a collector, over HTTP and over gRPC
needs: python3 pip node
bottle: live
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check opentelemetry-sdk opentelemetry-exporter-otlp
v/bin/python - <<'J'
from importlib.metadata import version
from opentelemetry.exporter.otlp.proto.grpc import metric_exporter as grpc_metrics, trace_exporter as grpc_traces
from opentelemetry.exporter.otlp.proto.http import metric_exporter as http_metrics, trace_exporter as http_traces
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

print("@@ version opentelemetry-sdk", version("opentelemetry-sdk"))
resource = Resource.create({"service.name": "shop", "service.instance.id": "3f0c2f8e-6f5f-4d1a-9b57-0d6f6c0b8a11"})
kept, reader = InMemorySpanExporter(), InMemoryMetricReader()
traces = TracerProvider(resource=resource)
traces.add_span_processor(SimpleSpanProcessor(kept))
tracer = traces.get_tracer("shop", "1.2.3")
meter = MeterProvider([reader], resource=resource).get_meter("shop")
counted, taken = meter.create_counter("orders"), meter.create_histogram("order.seconds")
for i in range(200):
    with tracer.start_as_current_span("order", attributes={"http.route": "/orders/{id}", "order": i}) as span:
        with tracer.start_as_current_span("SELECT", attributes={"db.query.text": "SELECT * FROM orders WHERE id = $1"}):
            span.add_event("read", {"bytes": i * 7})
        if i == 9:
            span.record_exception(ValueError("no order 9"))
    counted.add(1, {"state": "paid"})
    taken.record(i / 100)
for exporters, over in ((http_traces, "otel"), (grpc_traces, "talk")):
    to = "https://otel.example.com/v1/traces" if over == "otel" else "https://talk.example.com:443"
    assert exporters.OTLPSpanExporter(endpoint=to).export(kept.get_finished_spans()).name == "SUCCESS", over
measured = reader.get_metrics_data()
for exporters, over in ((http_metrics, "otel"), (grpc_metrics, "talk")):
    to = "https://otel.example.com/v1/metrics" if over == "otel" else "https://talk.example.com:443"
    assert exporters.OTLPMetricExporter(endpoint=to).export(measured).name == "SUCCESS", over
J

### OpenTelemetry, Node
does: traces to a collector, over HTTP in JSON and in protobuf and over gRPC
needs: node npm
bottle: live
note: connections that it opens and leaves without a word may stand in the ledger as `silent`
---
npm install --no-fund --no-audit --silent @opentelemetry/sdk-trace-base @opentelemetry/exporter-trace-otlp-http @opentelemetry/exporter-trace-otlp-proto @opentelemetry/exporter-trace-otlp-grpc
cat >export.cjs <<'J'
const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
console.log('@@ version sdk-trace-base', require('@opentelemetry/sdk-trace-base/package.json').version);
const kept = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(kept)] }).getTracer('shop', '1.2.3');
for (let i = 0; i < 100; i++) {
  const span = tracer.startSpan('GET /orders/{id}', { attributes: { 'http.response.status_code': 200, order: i } });
  span.addEvent('read', { bytes: i * 7 });
  span.end();
}
const send = (kind, url) => new Promise((done, failed) => {
  const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-' + kind);
  new OTLPTraceExporter({ url }).export(kept.getFinishedSpans(), (result) =>
    result.code === 0 ? done() : failed(result.error));
});
send('http', 'https://otel.example.com/v1/traces')
  .then(() => send('proto', 'https://otel.example.com/v1/traces'))
  .then(() => send('grpc', 'https://talk.example.com:443'))
  .then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
J
node export.cjs
