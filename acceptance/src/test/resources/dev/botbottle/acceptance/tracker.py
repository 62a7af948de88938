#!/usr/bin/env python3
# An MCP server over standard streams (Model Context Protocol, revision 2025-06-18, "stdio"): one
# tool that tells what its process sees of the variables it was to be given.
import json
import os
import sys

for line in sys.stdin:
    call = json.loads(line)
    if "id" not in call:
        continue
    method = call["method"]
    result = {}
    if method == "initialize":
        result = {
            "protocolVersion": "2025-06-18",
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "tracker", "version": "1"},
        }
    elif method == "tools/list":
        result = {"tools": [{"name": "seen", "description": "tells", "inputSchema": {"type": "object"}}]}
    elif method == "tools/call":
        names = ["TRACKER_MODE", "TRACKER_TOKEN", "TRACKER_PASSWORD"]
        text = "seen-by-the-server " + " ".join(n + "=" + os.environ.get(n, "none") for n in names)
        result = {"content": [{"type": "text", "text": text}]}
    print(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}), flush=True)
