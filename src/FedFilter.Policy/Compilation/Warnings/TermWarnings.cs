using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Terms that nobody can satisfy. What counts as evidence in this version is an attestation in <c>peers:</c>.</summary>
internal static class TermWarnings
{
    public static IEnumerable<Problem> Find(Sections sections, IEnumerable<YamlFields> peers, PolicySet set)
    {
        var attested = peers.SelectMany(peer => peer.Texts("attests")).Select(term => term.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _, place) in sections.Terms)
            if (set.Terms.FirstOrDefault(term => term.Name == name) is { Proof: EvidenceLevel.Signed })
                yield return new Problem(
                    place, $"`{name}` asks for a signed commitment, and there is no way to give one yet: no server can be committed to it; attestations count with `proof: attested`");
            else if (!attested.Contains(name))
                yield return new Problem(place, $"no server is committed to `{name}`: nobody attests it in `peers:`");
    }
}
