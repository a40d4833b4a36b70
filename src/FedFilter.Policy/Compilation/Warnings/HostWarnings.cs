using FedFilter.Policy.Facts;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation.Warnings;

/// <summary>Hosts that are probably not the ones that are meant: names under which anybody registers, and names one letter off another.</summary>
internal static class HostWarnings
{
    private const int MostCompared = 20_000;

    /// <summary>Short names are one letter off each other by nature.</summary>
    private const int ShortestCompared = 10;

    // The commonest of the Public Suffix List; single labels are no hosts to begin with.
    private static readonly HashSet<string> Suffixes = new(StringComparer.Ordinal)
    {
        "co.uk", "org.uk", "ac.uk", "gov.uk", "me.uk", "com.au", "net.au", "org.au", "edu.au", "co.nz", "org.nz", "co.jp", "ne.jp", "or.jp", "ac.jp", "com.br",
        "net.br", "org.br", "co.in", "org.in", "co.kr", "or.kr", "co.za", "org.za", "com.cn", "org.cn", "com.tw", "org.tw", "com.mx", "com.ar", "com.tr", "co.il",
        "org.il", "com.pl", "org.pl", "com.sg", "com.hk", "github.io", "gitlab.io", "netlify.app", "vercel.app", "pages.dev", "herokuapp.com", "fly.dev",
    };

    public static IEnumerable<Problem> Find(Sections sections, IEnumerable<YamlFields> peers)
    {
        var named = Named(sections, peers).ToList();
        foreach (var (host, isParent, place) in named)
            if (Suffixes.Contains(host))
                yield return new Problem(
                    place, isParent ? $"`*.{host}` is every server that anybody registers below {host}" : $"{host} is a suffix below which anybody registers, not a server");
        foreach (var typo in Typos(named))
            yield return typo;
    }

    private static IEnumerable<(string Host, bool IsParent, Place Place)> Named(Sections sections, IEnumerable<YamlFields> peers)
    {
        var texts = peers.Select(peer => peer.Scalar("host", "")).OfType<YamlScalar>()
            .Concat(sections.Rules.Select(rule => rule.Map("when")).OfType<YamlFields>().SelectMany(when => when.Texts("peer")));
        foreach (var text in texts)
        {
            var isParent = text.Text.StartsWith("*.", StringComparison.Ordinal);
            if (PeerName.TryParse(isParent ? text.Text[2..] : text.Text, out var host))
                yield return (host, isParent, text.Place);
        }
    }

    /// <summary>Two names are one letter off where leaving one out of each, or of one, gives the same text.</summary>
    private static IEnumerable<Problem> Typos(IReadOnlyList<(string Host, bool IsParent, Place Place)> named)
    {
        var seen = new Dictionary<string, (string Host, Place Place)>(StringComparer.Ordinal);
        foreach (var (host, _, place) in named.Where(one => one.Host.Length >= ShortestCompared).DistinctBy(one => one.Host).Take(MostCompared))
        {
            var shapes = Enumerable.Range(0, host.Length).Select(at => host.Remove(at, 1)).Prepend(host).Distinct().ToList();
            var other = shapes.Select(shape => seen.GetValueOrDefault(shape)).FirstOrDefault(one => one.Host is not null && !IsNumbered(one.Host, host));
            if (other.Host is not null)
                yield return new Problem(place, $"{host} is one letter off {other.Host} at {other.Place}: is it another server?");
            foreach (var shape in shapes)
                seen.TryAdd(shape, (host, place));
        }
    }

    /// <summary>`node1` and `node2` are meant to be alike.</summary>
    private static bool IsNumbered(string one, string other) => WithoutDigits(one) == WithoutDigits(other);

    private static string WithoutDigits(string text) => string.Concat(text.Where(c => !char.IsAsciiDigit(c)));
}
