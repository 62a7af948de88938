# Programs as they are, with nothing set for them; each has to get its own request echoed.
LIMIT=40 # a Java program from its source takes seconds on a busy machine
docs=https://docs.example.com
echoed='grep -q "^GET /$MARK"'
work 'curl over http' "curl -sS http://docs.example.com/\$MARK | $echoed"
work 'curl over https' "curl -sS $docs/\$MARK | $echoed"
work 'curl over http through the proxy' "curl -sS -x \$PROXY http://docs.example.com/\$MARK | $echoed"
work 'curl over https through the proxy' "curl -sS -x \$PROXY $docs/\$MARK | $echoed"
work 'curl with the proxy in its environment' "https_proxy=\$PROXY curl -sS $docs/\$MARK | $echoed"
work 'curl that would like http 2 gets it' \
  "curl -sS --http2 -w '%{http_version}' -o \"\$WORK/answer\" $docs/\$MARK | grep -qx 2 && $echoed <\"\$WORK/answer\""
work 'curl that would not gets http 1.1' \
  "curl -sS --http1.1 -w '%{http_version}' -o \"\$WORK/answer\" $docs/\$MARK | grep -qx 1.1 && $echoed <\"\$WORK/answer\""
work 'curl that takes http 2 for granted without tls is refused' \
  "! curl -sSf --http2-prior-knowledge http://docs.example.com/\$MARK"
work 'curl that asks for twenty things at once over http 2' \
  "curl -sS --http2 --parallel -w '%{http_version}:%{num_connects}\n' -o \"\$WORK/answer#1\" \"$docs/\$MARK/[1-20]\" | grep -c '^2:' | grep -qx 20 && cat \"\$WORK\"/answer[0-9]* | grep -c \"^GET /\$MARK\" | grep -qx 20"
work 'curl that makes two requests on one connection' \
  "curl -sS -w '%{num_connects}' -o /dev/null $docs/\$MARK/1 -o /dev/null $docs/\$MARK/2 | grep -qx 10"
work 'curl that sends a megabyte in chunks' \
  "head -c 1000000 /dev/zero | tr '\\0' a | curl -sS -H 'Transfer-Encoding: chunked' --data-binary @- $docs/\$MARK | tail -c 1000000 | tr -d '\\n' | grep -qE '^a{999}'"
for way in '' '-c http.proxy=$PROXY'; do
  work "git clones over https${way:+ through the proxy}" \
    "git $way clone -q https://git.example.com/repo.git \"\$WORK/clone\" && grep -q 'kept in the repository' \"\$WORK/clone/file\" && rm -rf \"\$WORK/clone\""
done
work 'python urllib' "python3 -c 'import os, urllib.request as u; print(u.urlopen(\"$docs/\" + os.environ[\"MARK\"]).read().decode())' | $echoed"
work 'python urllib with the proxy in its environment' "https_proxy=\$PROXY python3 -c 'import os, urllib.request as u; print(u.urlopen(\"$docs/\" + os.environ[\"MARK\"]).read().decode())' | $echoed"
# The system's own Python: that is the one the package manager gives requests to.
for way in '' ' with the proxy in its environment'; do
  work "python requests$way" "${way:+https_proxy=\$PROXY }/usr/bin/python3 -c 'import os, requests; print(requests.get(\"$docs/\" + os.environ[\"MARK\"]).text)' | $echoed"
done
if command -v node >/dev/null; then
  work 'node fetch' "node -e 'fetch(\"$docs/\" + process.env.MARK).then(r => r.text()).then(console.log)' | $echoed"
  cat >"$WORK/http2.mjs" <<'J'
import http2 from 'node:http2';
const [, , origin, path] = process.argv;
const session = http2.connect(origin);
const stream = session.request({ ':path': path });
stream.pipe(process.stdout);
stream.on('close', () => session.close());
J
  work 'node http2' "node \$WORK/http2.mjs $docs /\$MARK | $echoed"
  work 'node https' "node -e 'require(\"https\").get(\"$docs/\" + process.env.MARK, r => r.pipe(process.stdout))' | $echoed"
fi
cat >"$WORK/Fetch.java" <<'J'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class Fetch {
  public static void main(String[] arguments) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    System.out.print(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    try (var in = URI.create(arguments[0]).toURL().openStream()) {
      in.transferTo(System.out);
    }
  }
}
J
for java in $(for j in /usr/lib/jvm/*/bin/java; do readlink -f "$j"; done | sort -u); do
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${java%/bin/java}/release")
  work "a plain java http client of jdk $release" "$java \$WORK/Fetch.java $docs/\$MARK | grep -c \"^GET /\$MARK\" | grep -qx 2"
done
