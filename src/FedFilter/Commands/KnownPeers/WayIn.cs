using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Declarations;
using FedFilter.Policy.Editing;

namespace FedFilter.Commands.KnownPeers;

/// <summary>How a peer would come to stand for what a decision missed of it: what it could publish, and what its admin's word could do here.</summary>
/// <param name="Url">Where the document belongs.</param>
/// <param name="Document">The document, unsigned.</param>
/// <param name="Yaml">The entry that an admin could write instead, having read the peer's terms.</param>
/// <param name="Needs">What publishing it unsigned would not be enough for. Null if it is.</param>
internal sealed record WayIn(string Url, JsonElement Document, string Yaml, string? Needs)
{
    /// <summary>Null where nothing is missing.</summary>
    public static WayIn? Of(KnownPeer peer, IEnumerable<string> missing, Settings settings)
    {
        var terms = peer.Policy.Terms.Where(term => missing.Contains(term.Name)).ToList();
        if (terms.Count == 0)
            return null;
        var ready = ReadyDocument.Of(peer.Host, terms, settings.Network, peer.Now);
        var isSigned = terms.Any(term => term.Proof == Policy.Facts.EvidenceLevel.Signed) || peer.Entry?.Key is not null;
        return new(ready.Url.AbsoluteUri, JsonElement.Parse(ready.Json), Entry(peer, terms.Select(term => term.Name)), isSigned ? "it has to be signed, as docs/commitment-document.md describes" : null);
    }

    public string Json => JsonSerializer.Serialize(Document, Words.Indented);

    private static string Entry(KnownPeer peer, IEnumerable<string> terms) =>
        $"peers:\n  - host: {YamlWriter.Text(peer.Host)}\n    attests: {YamlWriter.List(terms)}\n    source: https://{peer.Host}/terms # the text you read\n    reviewed: {YamlWriter.Time(peer.Now)}\n    by: {YamlWriter.Text(Environment.UserName)}\n";
}
