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
