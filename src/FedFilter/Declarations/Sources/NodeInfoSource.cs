using System.Text.Json;
using FedFilter.Network;

namespace FedFilter.Declarations.Sources;

/// <summary>
/// What the peer runs, by NodeInfo (FEP-f1d5): the document that /.well-known/nodeinfo points to. It says nothing of terms, and nothing is
/// passed because of it.
/// </summary>
internal sealed class NodeInfoSource(ResourceClient client, NetworkOptions network) : DeclarationSource
{
    private const int MaxName = 64;
    private const int MaxUrl = 2_048;

    public override string Name => "nodeinfo";

    public override TimeSpan RestsFor => TimeSpan.FromDays(7);

    public override async Task<SourceRecord?> ReadAsync(SourceQuestion question, CancellationToken cancellation)
    {
        var before = question.Before ?? new SourceRecord(Name, ReadingState.Absent, "", question.Now);
        var root = PeerUrl.Of(question.Peer, "/.well-known/nodeinfo", network);
        if (await ReadAsync(root, question.UserAgent, cancellation) is not { } links)
            return Nothing(before, question);
        if (Newest(links.RootElement) is not { Length: <= MaxUrl } text || !Uri.TryCreate(root, text, out var url) || !GuardedRequest.IsSameHost(url, root))
            return Nothing(before, question);
        return await ReadAsync(url, question.UserAgent, cancellation) is { } info && SoftwareOf(info.RootElement) is { } software
            ? before with { State = ReadingState.Found, Detail = software, ReadAt = question.Now, AnsweredAt = question.Now, UnansweredSince = null, Url = url.AbsoluteUri, Software = software }
            : Nothing(before, question);
    }

    /// <summary>What was known stays: nothing depends on how new it is. It never keeps a peer waiting.</summary>
    private static SourceRecord Nothing(SourceRecord before, SourceQuestion question) =>
        before with { State = ReadingState.Absent, Detail = "no NodeInfo that can be read", ReadAt = question.Now, AnsweredAt = question.Now };

    private async Task<JsonDocument?> ReadAsync(Uri url, string userAgent, CancellationToken cancellation)
    {
        var answer = await client.GetAsync(new ResourceRequest(url, "application/json") { MaxOctets = 64 * 1024, SameHost = true, UserAgent = userAgent }, cancellation);
        try
        {
            return answer is ResourceFetch.Fetched fetched ? JsonDocument.Parse(fetched.Body, new JsonDocumentOptions { MaxDepth = 16 }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Newest(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("links", out var links) && links.ValueKind == JsonValueKind.Array
            ? links.EnumerateArray().Take(16)
                .Select(link => (Rel: Text(link, "rel"), Href: Text(link, "href")))
                .Where(link => link.Rel?.StartsWith("http://nodeinfo.diaspora.software/ns/schema/", StringComparison.Ordinal) == true)
                .OrderByDescending(link => link.Rel, StringComparer.Ordinal)
                .FirstOrDefault().Href
            : null;

    private static string? SoftwareOf(JsonElement info) =>
        info.ValueKind == JsonValueKind.Object && info.TryGetProperty("software", out var software) && Text(software, "name")?.ToLowerInvariant() is { Length: > 0 and <= MaxName } name
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.')
            ? name
            : null;

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }
}
