"""The tables that are printed: the contenders side by side."""

KINDS = {
    "text": "HTTP/1.1",
    "octets": "HTTP/1.1, not watched",
    "h2": "HTTP/2",
    "grpc": "gRPC",
}


def show(rows):
    """Prints all of them."""
    bottle = rows[1]["runs"]
    print("16 KiB over TLS; milliseconds, one connection or stream and 64; microseconds of processor time a request with 64")
    print(_line("", ["p50", "p99", "added", "added", "req/s 64", "p50", "p99", "bottle/", "proxy", "client", "server",
                     "proxy", "others", "stolen"]))
    print(_line("", ["", "", "p50", "p99", "", "", "", "this", "us", "us", "us", "cores", "cores", "cores"]))
    for kind, title in KINDS.items():
        print(title)
        for row in rows:
            if f"{kind}_1" in row["runs"]:
                print(_line(row["name"], _requests(row["runs"], bottle, kind)))
    print()
    print("MB: resident / proportional, 20 s after the start, the most with 64 connections, 30 s after the load")
    print(_line("", ["new/s", "bottle/", "event", "event", "first", "fresh", "", "busy", "", "after", ""]))
    print(_line("", ["", "this", "p50 ms", "p99 ms", "p50 ms", "RSS", "PSS", "RSS", "PSS", "RSS", "PSS"]))
    for row in rows:
        new, event, held = row["runs"]["connections"]["per_second"], row["runs"]["events"], row.get("memory", {})
        memory = [held.get(when, {}).get(kind) for when in ("fresh", "busy", "after") for kind in ("rss", "pss")]
        print(_line(row["name"], [
            f"{new:.0f}", f"{bottle['connections']['per_second'] / new:.2f}" if new else "-",
            _milliseconds(event["p50_us"]), _milliseconds(event["p99_us"]), _milliseconds(event["first_p50_us"]),
            *("-" if size is None else f"{size / 1024:.0f}" for size in memory)]))


def _requests(runs, bottle, kind):
    one, many = runs[f"{kind}_1"], runs[f"{kind}_64"]
    time = many["used"]
    return [
        _milliseconds(one["p50_us"]), _milliseconds(one["p99_us"]),
        *(_milliseconds(one[what] - one.get(f"bare_{what}", one[what])) for what in ("p50_us", "p99_us")),
        f"{many['per_second']:.0f}", _milliseconds(many["p50_us"]), _milliseconds(many["p99_us"]),
        f"{bottle[f'{kind}_64']['per_second'] / many['per_second']:.2f}",
        f"{time['proxy_us']:.0f}", f"{time['client_us']:.0f}", f"{time['server_us']:.0f}",
        f"{time['proxy_cores']:.2f}", f"{time['others_cores']:.2f}", f"{time['stolen_cores']:.2f}"]


def _milliseconds(micros):
    return f"{micros / 1000:.2f}"


def _line(name, cells):
    return f"{name:<10}" + "".join(f"{cell:>9}" for cell in cells)
