// Serves WebSockets (RFC 6455, RFC 7692) and gRPC over TLS, sends each message back, and writes
// down what came: a line for each conversation that ended, its head and then its messages, each
// as KIND:BASE64, where KIND is a WebSocket's opcode or the first byte of a message of gRPC.
//   node talk.mjs PEM LOG
// Says its port; ends when its input does and nobody is left to hear.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http2 from 'node:http2';
import zlib from 'node:zlib';

const [pem, log] = process.argv.slice(2);
const identity = fs.readFileSync(pem);
const server = http2.createSecureServer({ key: identity, cert: identity, allowHTTP1: true });

function keep(head, messages) {
  const words = [Buffer.from(head, 'latin1').toString('base64')];
  for (const [kind, bytes] of messages) words.push(`${kind}:${bytes.toString('base64')}`);
  fs.appendFileSync(log, words.join(' ') + '\n');
}

// One side's messages out of its frames. Those that are deflated stand each for itself.
class WebSocketMessages {
  #rest = Buffer.alloc(0);
  #parts = [];
  #first = 0;

  *read(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const bytes = this.#rest;
      if (bytes.length < 2) return;
      let at = 2;
      let length = bytes[1] & 0x7f;
      if (length >= 126) {
        const size = length === 126 ? 2 : 8;
        if (bytes.length < at + size) return;
        length = size === 2 ? bytes.readUInt16BE(at) : Number(bytes.readBigUInt64BE(at));
        at += size;
      }
      if (bytes.length < at + 4 + length) return;
      const mask = bytes.subarray(at, at + 4);
      at += 4;
      const payload = Buffer.from(bytes.subarray(at, at + length));
      for (let i = 0; i < length; i++) payload[i] ^= mask[i & 3];
      this.#rest = bytes.subarray(at + length);
      const opcode = bytes[0] & 0x0f;
      if (opcode >= 8) {
        yield { opcode, payload };
        continue;
      }
      if (opcode !== 0) this.#first = bytes[0];
      this.#parts.push(payload);
      if ((bytes[0] & 0x80) === 0) continue;
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      const deflated = (this.#first & 0x40) !== 0;
      yield { opcode: this.#first & 0x0f, payload: deflated ? inflate(whole) : whole };
    }
  }
}

const END = Buffer.from([0, 0, 0xff, 0xff]);

function inflate(bytes) {
  return zlib.inflateRawSync(Buffer.concat([bytes, END]), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
}

function deflate(bytes) {
  const all = zlib.deflateRawSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
  return all.subarray(0, all.length - END.length);
}

function frame(first, payload) {
  const head = [first];
  if (payload.length < 126) head.push(payload.length);
  else if (payload.length < 65_536) head.push(126, payload.length >> 8, payload.length & 0xff);
  else {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(payload.length));
    head.push(127, ...size);
  }
  return Buffer.concat([Buffer.from(head), payload]);
}

server.on('upgrade', (request, socket, begun) => {
  const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = crypto.createHash('sha1').update(request.headers['sec-websocket-key'] + magic);
  const offered = request.headers['sec-websocket-extensions'] ?? '';
  let head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`;
  head += `Sec-WebSocket-Accept: ${accept.digest('base64')}\r\n`;
  const agreed = offered.includes('permessage-deflate');
  if (agreed) {
    head += 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n';
  }
  socket.write(head + '\r\n');
  const said = [`GET ${request.url} HTTP/1.1`];
  const raw = request.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) said.push(`${raw[i]}: ${raw[i + 1]}`);
  const messages = [];
  const incoming = new WebSocketMessages();
  const hear = (chunk) => {
    for (const { opcode, payload } of incoming.read(chunk)) {
      if (opcode === 8) {
        socket.end(frame(0x88, payload));
      } else if (opcode === 9) {
        socket.write(frame(0x8a, payload));
      } else if (opcode < 8) {
        messages.push([opcode, payload]);
        socket.write(agreed ? frame(0xc0 | opcode, deflate(payload)) : frame(0x80 | opcode, payload));
      }
    }
  };
  socket.on('error', () => {});
  socket.on('data', hear);
  socket.on('close', () => keep(said.join('\r\n') + '\r\n', messages));
  if (begun.length > 0) hear(begun);
});

server.on('stream', (stream, headers) => {
  const said = [`POST ${headers[':path']} HTTP/1.1`, `host: ${headers[':authority']}`];
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':')) for (const one of [value].flat()) said.push(`${name}: ${one}`);
  }
  const messages = [];
  let rest = Buffer.alloc(0);
  const coding = headers['grpc-encoding'];
  const answer = { ':status': 200, 'content-type': 'application/grpc' };
  if (coding) answer['grpc-encoding'] = coding;
  stream.respond(answer, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.on('error', () => {});
  stream.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1);
      const payload = rest.subarray(5, 5 + length);
      messages.push([rest[0], payload]);
      // Telemetry's answers are messages of another kind, where nothing means well.
      const telemetry = headers[':path'].startsWith('/opentelemetry.');
      stream.write(telemetry ? Buffer.alloc(5) : Buffer.from(rest.subarray(0, 5 + length)));
      rest = rest.subarray(5 + length);
    }
  });
  stream.on('end', () => stream.end());
  stream.on('close', () => keep(said.join('\r\n') + '\r\n', messages));
});

process.stdin.on('end', () => server.close(() => process.exit(0))).resume();
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
