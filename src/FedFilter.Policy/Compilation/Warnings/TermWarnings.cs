using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Terms that nobody can satisfy: a commitment document states what the vocabulary has words for, and everything else is for an admin to attest.</summary>
internal static class TermWarnings
{
    /// <summary>The uses of the IETF's AI preferences vocabulary (draft-ietf-aipref-vocab), as commitment documents spell them.</summary>
    private static readonly string[] Uses = ["train-ai", "search"];

    public static IEnumerable<Problem> Find(Sections sections, IEnumerable<YamlFields> peers, PolicySet set)
    {
        var attested = peers.SelectMany(peer => peer.Texts("attests")).Select(term => term.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _, place) in sections.Terms)
        {
            if (set.Terms.FirstOrDefault(term => term.Name == name) is not { } term)
                continue;
            if (attested.Contains(name) && term.Proof == EvidenceLevel.Signed)
                yield return new Problem(place, $"`{name}` asks for a signed commitment: what `peers:` attests of it does not count; with `proof: attested` it would");
            else if (!attested.Contains(name) && !Uses.Contains(term.Commits.Use))
                yield return new Problem(
                    place, $"no server can be committed to `{name}`: commitment documents have no word `{Quote.Of(term.Commits.Use)}` ({string.Join(", ", Uses)}), and nobody attests it in `peers:`");
        }
    }
}
