namespace FedFilter.Tests.Conformance;

/// <summary>How a request of a case comes to the gateway.</summary>
internal enum Way
{
    /// <summary>HTTP/1.1, octet for octet.</summary>
    Http11,

    /// <summary>HTTP/2 over the gateway's own TLS.</summary>
    Http2,

    /// <summary>HTTP/1.1 through nginx, as docs/first-steps.md sets it up.</summary>
    Nginx,

    /// <summary>HTTP/1.1 through Caddy, as docs/first-steps.md sets it up.</summary>
    Caddy,
}

/// <summary>Which cases are run on which way besides HTTP/1.1, where all of them are.</summary>
internal static class Ways
{
    /// <summary>The rows of a theory: all cases of all files that say something on this way.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string>> Over(string way) =>
        from file in ConformanceFiles.All().Select(entry => entry.File).Distinct()
        from row in ConformanceFiles.Rows(file)
        where IsRun(Enum.Parse<Way>(way), ConformanceFiles.Find(file, row.Data.Item2), row.Data.Item3)
        select row;

    private static bool IsRun(Way way, ConformanceCase one, string style)
    {
        if (one.NotOver.ContainsKey(way.ToString().ToLowerInvariant()))
            return false;
        RequestShape[] requests = [.. one.Steps.Select(step => step.Request).Append(one.Request).OfType<RequestShape>()];
        if (requests.Any(request => request.Raw is not null))
            return false; // the octets of HTTP/1.1, for the gateway's own parser
        if (way == Way.Http2)
            return !requests.Any(request => request.Chunked || request.Headers.Any(line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)));

        // A proxy speaks for the client, and holds what comes slowly. The styles are shared out: what differs behind a proxy is not the style.
        return style != (way == Way.Nginx ? "rfc9421" : "cavage") && requests.All(request => request.From == "127.0.0.1" && request.Send is null);
    }
}
