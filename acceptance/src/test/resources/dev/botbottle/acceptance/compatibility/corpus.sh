# What CorpusRecording records besides the cases of cases.sh, in the same form: more of the same
# clients' traffic, and such as looks like chance.

### npm, a large tree
does: install
needs: npm node
bottle: npm
---
cat >package.json <<'J'
{ "name": "p", "version": "1.0.0", "private": true, "dependencies": { "express": "4.21.2", "@babel/core": "7.26.10", "eslint": "9.23.0", "jest": "29.7.0" } }
J
npm install --no-fund --no-audit --silent
npm view express dist.integrity >/dev/null
npm outdated || true

### pip, a large tree
does: install, and look for newer ones
needs: python3 pip
bottle: pip
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check django fastapi sqlalchemy requests rich pytest
v/bin/pip list --outdated --disable-pip-version-check >/dev/null
v/bin/pip download -q --no-binary :all: --no-deps --disable-pip-version-check six==1.17.0

### uv, a large tree
does: install
needs: python3 pip
bottle: pip
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check uv
v/bin/uv venv -q w
VIRTUAL_ENV=w v/bin/uv pip install -q httpx rich typer pytest flask pyyaml

### Go, a large tree
does: mod download
needs: go
bottle: go
---
go mod init x
go get github.com/spf13/cobra@v1.9.1 go.uber.org/zap@v1.27.0 github.com/stretchr/testify@v1.10.0
go list -m -u all >/dev/null
go mod verify

### cargo, a large tree
does: fetch
needs: cargo rustc
bottle: cargo
---
mkdir src && touch src/lib.rs
printf '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nserde = { version = "1", features = ["derive"] }\nclap = "4"\ntokio = { version = "1", features = ["full"] }\n' >Cargo.toml
cargo fetch -q

### apt, more packages
does: download
needs: apt-get
bottle: apt
---
mkdir -p state/lists/partial cache/archives/partial
own="-o Dir::Etc=$PWD/etc -o Dir::State=$PWD/state -o Dir::Cache=$PWD/cache"
apt-get $own -o Dir::State::status=/dev/null -q update
apt-get $own -o Dir::State::status=/dev/null -q download jq tree libjq1 zlib1g bsdutils

### Maven, more plugins
does: package with tests, and a report of dependencies
needs: mvn java
bottle: maven
---
mkdir -p src/main/java src/test/java
cat >pom.xml <<'J'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>probe</groupId><artifactId>probe</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
  </properties>
  <dependencies>
    <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId><version>33.4.0-jre</version></dependency>
    <dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.12.1</version><scope>test</scope></dependency>
  </dependencies>
</project>
J
echo 'class P { com.google.common.collect.ImmutableList<String> all; }' >src/main/java/P.java
mvn -B -ntp -q package dependency:tree

### Signed addresses
does: reading what a store of objects signed an address for
needs: python3 pip node curl
bottle: live
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check boto3 azure-storage-blob
v/bin/python - >urls <<'J'
import base64, datetime, hashlib, uuid, boto3
from azure.storage.blob import BlobSasPermissions, generate_blob_sas

# The example of the vendor's documentation, and keys made of words.
id, word = "AKIA" + "IOSFODNN7EXAMPLE", base64.b64encode(hashlib.sha512(b"a key of a test").digest()).decode()
store = boto3.client("s3", endpoint_url="https://otel.example.com", region_name="eu-central-1",
                     aws_access_key_id=id, aws_secret_access_key=word)
for i in range(20):
    print(store.generate_presigned_url("get_object", Params={
        "Bucket": "builds", "Key": "runs/%s/%s/report-%d.tar.gz" % (uuid.uuid4(), hashlib.sha1(bytes([i])).hexdigest(), i),
        "ResponseContentDisposition": 'attachment; filename="report.tar.gz"'}))
    print("https://otel.example.com/builds/%s?%s" % (uuid.uuid4().hex, generate_blob_sas(
        "account", "builds", "report-%d.zip" % i, account_key=word, permission=BlobSasPermissions(read=True),
        expiry=datetime.datetime(2026, 11, 23))))
J
while read -r url; do curl -sSf "$url" >/dev/null; done <urls

### Ids of requests
does: what tells requests apart, in fields and paths
needs: python3 pip node
bottle: live
---
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check httpx
v/bin/python - <<'J'
import base64, hashlib, httpx, json, random, uuid
random.seed(7)
hexa = lambda n: random.randbytes(n).hex()
# Crockford's alphabet, in which sortable ids are written.
ulid = lambda: "01" + "".join(random.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(24))
with httpx.Client(base_url="https://otel.example.com") as client:
    for i in range(30):
        client.get("/v1/runs/%s/steps/%s" % (uuid.uuid4(), ulid()), params={"cursor": base64.urlsafe_b64encode(
            json.dumps({"after": i, "id": str(uuid.uuid4())}).encode()).decode(), "rev": hexa(20), "build": hexa(4)},
            headers={"traceparent": "00-%s-%s-01" % (hexa(16), hexa(8)), "tracestate": "es=s:1,v=" + hexa(4),
                     "b3": "%s-%s-1" % (hexa(16), hexa(8)), "x-request-id": str(uuid.uuid4()),
                     "x-amzn-trace-id": "Root=1-%s-%s;Parent=%s;Sampled=1" % (hexa(4), hexa(12), hexa(8)),
                     "x-cloud-trace-context": "%s/%d;o=1" % (hexa(16), random.randrange(2**63)),
                     "if-none-match": 'W/"%s"' % hexa(16), "idempotency-key": str(uuid.uuid4()),
                     "if-modified-since": "Sun, 22 Nov 2026 01:02:03 GMT"})
        client.get("/assets/index-%s.js" % base64.urlsafe_b64encode(random.randbytes(6)).decode())
        body = random.randbytes(400 * i)
        client.post("/v1/blobs/sha256:" + hashlib.sha256(body).hexdigest(), content=body, headers={
            "content-digest": "sha-256=:%s:" % base64.b64encode(hashlib.sha256(body).digest()).decode(),
            "content-md5": base64.b64encode(hashlib.md5(body).digest()).decode()})
J

### Files of many kinds
does: sending them, as they are and in a form
needs: python3 pip node curl
bottle: live
---
python3 - <<'J'
import gzip, json, os, random, sqlite3, struct, tarfile, wave, zipfile, zlib
random.seed(8)
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + random.randbytes(300) for _ in range(100))
open("picture.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
with sqlite3.connect("store.db") as db:
    db.execute("create table orders (id text, hash blob, note text)")
    db.executemany("insert into orders values (?, ?, ?)", [("%032x" % random.getrandbits(128), random.randbytes(32), "paid") for _ in range(500)])
with wave.open("sound.wav", "wb") as sound:
    sound.setparams((1, 2, 8000, 0, "NONE", ""))
    sound.writeframes(random.randbytes(40_000))
json.dump({"version": 3, "names": [], "sources": ["a.ts"], "mappings": "".join(random.choice("ACEGIKM,;ABDF") for _ in range(30_000))}, open("app.js.map", "w"))
open("lock.json", "w").write(json.dumps({"packages": {"p%d" % i: {"integrity": "sha512-" + __import__("base64").b64encode(random.randbytes(64)).decode()} for i in range(400)}}, indent=1))
with zipfile.ZipFile("all.zip", "w", zipfile.ZIP_DEFLATED) as z: [z.write(n) for n in ("store.db", "lock.json", "app.js.map")]
with tarfile.open("all.tar.gz", "w:gz") as t: [t.add(n) for n in ("picture.png", "lock.json")]
J
git init -q . && git add -A && git -c user.name=Ann -c user.email=ann@example.com commit -q -m all && git bundle create -q all.bundle HEAD
for f in picture.png store.db sound.wav app.js.map lock.json all.zip all.tar.gz all.bundle; do
  curl -sSf -T $f "https://otel.example.com/raw/$f" >/dev/null
  curl -sSf -F "file=@$f" -F "sum=$(sha256sum <$f | cut -d ' ' -f 1)" https://otel.example.com/form >/dev/null
  base64 -w 76 $f | curl -sSf -H 'Content-Type: text/plain' --data-binary @- https://otel.example.com/text >/dev/null
done
